import type { Approval, Review, ReviewState } from '../contracts/governance.ts';
import type { Account, Denial, OwnerRole, Person } from '../contracts/people.ts';
import { canonicalName, isPerson, isSameLogin } from './account.ts';
import { type Circle, decideAuthority, lackingPermission } from './authority.ts';
import { ownershipOf } from './ownership.ts';

/** Why a review does not count as an approval. */
type NotCounted =
  | { readonly kind: 'superseded'; readonly by: ReviewState } // a later review of the same person
  | { readonly kind: 'changes-requested' }
  | { readonly kind: 'dismissed' }
  | { readonly kind: 'pending' }
  | { readonly kind: 'comment' }
  | { readonly kind: 'other-commit'; readonly commitId?: string }
  | { readonly kind: 'undated' }
  | { readonly kind: 'denied'; readonly role: OwnerRole; readonly reason: Denial };

interface IgnoredReview {
  readonly review: Review;
  readonly why: NotCounted;
}

export type ApprovalDecision =
  | { readonly approved: true; readonly by: readonly Approval[]; readonly ignored: readonly IgnoredReview[] }
  | {
      readonly approved: false;
      readonly by: readonly Approval[];
      /** Roles that nobody approved for. */
      readonly missing: readonly OwnerRole[];
      /** Owners who ask for changes: one such request outweighs every approval. */
      readonly objections: readonly string[];
      readonly ignored: readonly IgnoredReview[];
    };

export interface ApprovalQuestion {
  /** Oldest first, as GitHub lists them. */
  readonly reviews: readonly Review[];
  /** Full SHA of the head now: an approval of anything else is of something else. */
  readonly head: string;
  /** Every role must be approved for, by one person or by several. At least one. */
  readonly roles: readonly OwnerRole[];
  /** What the reviewers may do in the repository; those who are missing are not known. */
  readonly people: readonly Person[];
}

/**
 * Which reviews approve, and whether they are enough. Of each person only the latest review counts, comments aside: a later
 * request for changes or a dismissal takes an approval back. It must be on the head exactly, by a person who owns, and not
 * by the author or a committer of the pull request.
 */
export function decideApproval(question: ApprovalQuestion, circle: Circle): ApprovalDecision {
  const weighed = standing(question.reviews).map((review) => weigh(review, question, circle));
  const by = weighed.flatMap(({ approvals }) => approvals);
  const ignored = weighed.flatMap(({ review, why }) => (why === undefined ? [] : [{ review, why }]));
  const objections = weighed.flatMap(({ review, why }) =>
    why?.kind === 'changes-requested' && mayObject(review.user, question, circle) ? [review.user.login] : [],
  );
  const missing = question.roles.filter((role) => !by.some((approval) => approval.role === role));
  const approved = question.roles.length > 0 && missing.length === 0 && objections.length === 0;
  return approved ? { approved, by, ignored } : { approved, by, missing, objections, ignored };
}

/** Those whose latest opinion approves this head: what else it takes to decide is not asked here. */
export function approversOf({ reviews, head, people }: Omit<ApprovalQuestion, 'roles'>): readonly Person[] {
  return standing(reviews).flatMap(({ review, superseded }) =>
    superseded === undefined && unfit(review, head) === undefined ? [personOf(review.user, { people })] : [],
  );
}

interface Weighed {
  readonly review: Review;
  /** One a role that the review approves for; empty when it does not count. */
  readonly approvals: readonly Approval[];
  readonly why?: NotCounted;
}

function weigh({ review, superseded }: Standing, question: ApprovalQuestion, circle: Circle): Weighed {
  const why = superseded ?? unfit(review, question.head);
  if (why !== undefined) return { review, approvals: [], why };
  const person = personOf(review.user, question);
  const decisions = question.roles.map((role) => ({ role, decision: decideAuthority(person, role, circle) }));
  const approvals = decisions.flatMap(({ role, decision }) =>
    decision.kind === 'allowed' ? [{ role, login: review.user.login, as: decision.as }] : [],
  );
  const [denial] = decisions.flatMap(({ role, decision }) =>
    decision.kind === 'denied' ? [{ kind: 'denied', role, reason: decision.reason } as const] : [],
  );
  return { review, approvals, ...(approvals.length > 0 || denial === undefined ? {} : { why: denial }) };
}

interface Standing {
  readonly review: Review;
  readonly superseded?: NotCounted;
}

/** In the order of the list; each review that a later one of the same person supersedes says so. */
function standing(reviews: readonly Review[]): readonly Standing[] {
  const latest = new Map<string, { review: Review; time: number; index: number }>();
  reviews.forEach((review, index) => {
    if (!isOpinion(review.state)) return;
    const key = canonicalName(review.user.login);
    const time = timeOf(review);
    const before = latest.get(key);
    // Without a time nothing is later than anything: then the order of the list decides.
    if (before === undefined || !(time < before.time)) latest.set(key, { review, time, index });
  });
  return reviews.map((review, index) => {
    const last = latest.get(canonicalName(review.user.login));
    if (!isOpinion(review.state) || last === undefined || last.index === index) return { review };
    return { review, superseded: { kind: 'superseded', by: last.review.state } };
  });
}

/** Comments and drafts of reviews take nothing back. */
function isOpinion(state: ReviewState): boolean {
  return state !== 'COMMENTED' && state !== 'PENDING';
}

function timeOf({ submittedAt }: Review): number {
  return submittedAt === undefined ? Number.NaN : Date.parse(submittedAt);
}

function unfit(review: Review, head: string): NotCounted | undefined {
  if (review.state === 'CHANGES_REQUESTED') return { kind: 'changes-requested' };
  if (review.state === 'DISMISSED') return { kind: 'dismissed' };
  if (review.state === 'PENDING') return { kind: 'pending' };
  if (review.state === 'COMMENTED') return { kind: 'comment' };
  if (Number.isNaN(timeOf(review))) return { kind: 'undated' };
  if (review.commitId === head) return undefined;
  return { kind: 'other-commit', ...(review.commitId === undefined ? {} : { commitId: review.commitId }) };
}

/**
 * Whether a request for changes stops the approvals: an owner's does, on their own work and on an older commit too. What is
 * not known for sure, a team or a permission, does not take the objection away.
 */
function mayObject(user: Account, question: ApprovalQuestion, circle: Circle): boolean {
  const { permission, ...account } = personOf(user, question);
  if (!isPerson(account) || lackingPermission(permission, 'write')?.kind === 'permission-too-low') return false;
  return question.roles.some((role) => {
    const { kind } = ownershipOf(user.login, role, circle.owners, circle.teams);
    return kind === 'owner' || kind === 'team-unreadable';
  });
}

/** The account as a review or comment names it, with the permission that was read for it. */
export function personOf(user: Account, { people }: Pick<ApprovalQuestion, 'people'>): Person {
  const known = people.find(({ login }) => isSameLogin(login, user.login));
  const isSomebody = isPerson(user) && (known === undefined || isPerson(known));
  return { ...user, type: isSomebody ? 'User' : 'Bot', permission: known?.permission ?? 'unknown' };
}
