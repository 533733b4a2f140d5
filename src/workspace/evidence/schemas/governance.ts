import { z } from 'zod';
import type { Command, StandingCommand } from '../../../core/contracts/command.ts';
import type {
  Approval,
  Governance,
  Hold,
  HoldApproval,
  HoldScope,
  Review,
  ReviewState,
} from '../../../core/contracts/governance.ts';
import {
  type Account,
  type Denial,
  OWNER_ROLES,
  type OwnerRole,
  type Owners,
  type Person,
  REPOSITORY_PERMISSIONS,
  type RepositoryPermission,
  type TeamAnswer,
  type TeamMembership,
} from '../../../core/contracts/people.ts';
import type { VoidReason, Waiver, WaiverOutcome, WaiverUse } from '../../../core/contracts/waiver.ts';
import { CRITERION_KEYS } from '../../../core/contracts/yardstick.ts';
import { PLACE } from './change.ts';
import { count, enumOf, type Shape, texts } from './shape.ts';

const text = z.string();
const role = enumOf<OwnerRole>({ model: true, safety: true, cost: true });
const permission = z.enum([...REPOSITORY_PERMISSIONS, 'unknown']) satisfies z.ZodType<RepositoryPermission>;

/** One list, or a list a role. */
export const OWNERS: z.ZodType<Owners> = z.union([
  texts,
  z.strictObject({ model: texts.exactOptional(), safety: texts.exactOptional(), cost: texts.exactOptional() }),
]);

export const HELD_PART = z.enum(['yardstick', 'wiring', 'first-configuration']);

const HOLD_SCOPE = z.object({
  application: text.exactOptional(),
  roles: z.array(role).max(OWNER_ROLES.length),
  owners: z.array(OWNERS),
} satisfies Shape<HoldScope>) satisfies z.ZodType<HoldScope>;

export const HOLD = z.object({
  parts: z.tuple([HELD_PART], HELD_PART),
  scopes: z.array(HOLD_SCOPE),
} satisfies Shape<Hold>) satisfies z.ZodType<Hold>;

const APPROVAL = z.object({ role, login: text, as: text } satisfies Shape<Approval>) satisfies z.ZodType<Approval>;
export const ROLES = z.array(role);

export const HOLD_APPROVAL = z.object({
  approved: z.boolean(),
  by: z.array(APPROVAL),
  missing: ROLES,
  objections: texts,
  unreadable: z.array(z.object({ team: text, permission: text })),
} satisfies Shape<HoldApproval>) satisfies z.ZodType<HoldApproval>;

const DENIAL = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('not-a-person') }),
  z.object({ kind: z.literal('not-an-owner') }),
  z.object({ kind: z.literal('no-owners') }),
  z.object({ kind: z.literal('team-unreadable'), team: text, permission: text }),
  z.object({ kind: z.literal('permission-unknown') }),
  z.object({ kind: z.literal('permission-too-low'), has: permission, needs: permission }),
  z.object({ kind: z.literal('author') }),
  z.object({ kind: z.literal('committer') }),
]) satisfies z.ZodType<Denial>;

const VOID_REASON = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('invalid') }),
  z.object({ kind: z.literal('expired') }),
  z.object({ kind: z.literal('not-yet-given') }),
  z.object({ kind: z.literal('too-long'), days: z.int(), most: z.int() }),
  z.object({ kind: z.literal('other-evidence'), evidence: text }),
  z.object({ kind: z.literal('worse'), figure: z.number(), accepted: z.number() }),
  z.object({ kind: z.literal('figure-not-accepted'), figure: z.number() }),
  z.object({ kind: z.literal('figure-missing'), accepted: z.number() }),
  z.object({ kind: z.literal('denied'), role, reason: DENIAL }),
]) satisfies z.ZodType<VoidReason>;

const SUBJECT = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('finding'),
    metric: text,
    criterion: z.enum(CRITERION_KEYS),
    slice: text.exactOptional(),
    atWorst: z.number().exactOptional(),
  }),
  z.object({ kind: z.literal('critical'), caseIds: texts }),
]) satisfies z.ZodType<Waiver['subject']>;

const ORIGIN = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), place: PLACE }),
  z.object({ kind: z.literal('comment'), url: text }),
]) satisfies z.ZodType<Waiver['origin']>;

const WAIVER = z.object({
  application: text,
  subject: SUBJECT,
  reason: text,
  owner: text,
  given: text,
  expires: text,
  evidence: text,
  origin: ORIGIN,
} satisfies Shape<Waiver>) satisfies z.ZodType<Waiver>;

const OUTCOME = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('in-force') }),
  z.object({ kind: z.literal('void'), reason: VOID_REASON }),
  z.object({ kind: z.literal('unused'), why: z.enum(['nothing-named', 'not-needed']) }),
]) satisfies z.ZodType<WaiverOutcome>;

export const WAIVER_USE = z.object({
  waiver: WAIVER,
  outcome: OUTCOME,
} satisfies Shape<WaiverUse>) satisfies z.ZodType<WaiverUse>;

const ACCOUNT = z.object({ login: text, type: text } satisfies Shape<Account>) satisfies z.ZodType<Account>;
const PERSON = z.object({ login: text, type: text, permission } satisfies Shape<Person>) satisfies z.ZodType<Person>;

const MEMBERSHIP = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('member') }),
  z.object({ kind: z.literal('not-member') }),
  z.object({ kind: z.literal('unreadable'), permission: text }),
]) satisfies z.ZodType<TeamMembership>;

const TEAM_ANSWER = z.object({
  team: text,
  login: text,
  membership: MEMBERSHIP,
} satisfies Shape<TeamAnswer>) satisfies z.ZodType<TeamAnswer>;

const REVIEW = z.object({
  user: ACCOUNT,
  state: enumOf<ReviewState>({
    APPROVED: true,
    CHANGES_REQUESTED: true,
    DISMISSED: true,
    COMMENTED: true,
    PENDING: true,
  }),
  commitId: text.exactOptional(),
  submittedAt: text.exactOptional(),
} satisfies Shape<Review>) satisfies z.ZodType<Review>;

const target = { application: text, metric: text };
const COMMAND = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('help') }),
  z.object({ kind: z.literal('run'), full: z.boolean() }),
  z.object({ kind: z.literal('waive'), until: text, because: text, ...target }),
  z.object({ kind: z.literal('unwaive'), ...target }),
  z.object({ kind: z.literal('approve-yardstick') }),
  z.object({ kind: z.literal('break-glass'), until: text.exactOptional(), because: text }),
  z.object({ kind: z.literal('migrate'), application: text }),
  z.object({ kind: z.literal('accept'), candidate: text }),
  z.object({ kind: z.literal('try'), application: text, models: texts }),
  z.object({ kind: z.literal('explain'), caseId: text }),
  z.object({ kind: z.literal('rollback'), application: text }),
]) satisfies z.ZodType<Command>;

const STANDING_COMMAND = z.object({
  command: COMMAND,
  author: ACCOUNT,
  createdAt: text,
  url: text,
  seen: text.exactOptional(),
} satisfies Shape<StandingCommand>) satisfies z.ZodType<StandingCommand>;

const PULL_REQUEST = z.object({
  number: count,
  headSha: text,
  author: ACCOUNT,
  committers: texts,
} satisfies Shape<NonNullable<Governance['pullRequest']>>);

/** `governance.json`. */
export const GOVERNANCE = z.object({
  schema: z.literal('changeover/governance@1'),
  readAt: z.iso.datetime(),
  pullRequest: PULL_REQUEST.exactOptional(),
  reviews: z.array(REVIEW),
  commands: z.array(STANDING_COMMAND),
  people: z.array(PERSON),
  teams: z.array(TEAM_ANSWER),
  waivers: z.array(WAIVER),
} satisfies Shape<Governance>) satisfies z.ZodType<Governance>;
