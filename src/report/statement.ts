import type { UncoveredChange } from '../core/contracts/change.ts';
import { digestOf } from '../core/contracts/digest.ts';
import type { Finding } from '../core/contracts/finding.ts';
import { describePlace } from '../core/contracts/problem.ts';
import type { Migration, Verdict } from '../core/contracts/verdict.ts';
import { CRITICAL_CASES } from '../core/contracts/waiver.ts';
import type { Yardstick } from '../core/contracts/yardstick.ts';
import { isStanding } from '../core/policy/critical.ts';
import { stateOf } from '../core/policy/status.ts';
import type { ReportLinks } from './comment/report-input.ts';

/** A pointer to something by its digest (in-toto v1, ResourceDescriptor). */
interface ResourceDescriptor {
  readonly name?: string;
  readonly uri?: string;
  readonly digest: Readonly<Record<string, string>>;
}

/**
 * What an evaluation says of a commit, in the form that tools of supply chains read: an in-toto Statement v1 with the
 * predicate test-result v0.1 (https://github.com/in-toto/attestation/blob/main/spec/predicates/test-result.md).
 */
export interface Statement {
  readonly _type: 'https://in-toto.io/Statement/v1';
  /** The head commit. */
  readonly subject: readonly [ResourceDescriptor];
  readonly predicateType: typeof TEST_RESULT;
  readonly predicate: {
    readonly result: TestResult;
    /** What it was measured against and with. */
    readonly configuration: readonly ResourceDescriptor[];
    /** Address of the run. */
    readonly url?: string;
    readonly passedTests: readonly string[];
    readonly warnedTests: readonly string[];
    readonly failedTests: readonly string[];
  };
}

type TestResult = 'PASSED' | 'WARNED' | 'FAILED';

const TEST_RESULT = 'https://in-toto.io/attestation/test-result/v0.1';

/** SHA-1 or SHA-256 of a git object. */
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** What a statement is made from: all of it stands in the evidence. */
export interface StatementInput {
  readonly verdict: Verdict;
  readonly yardstick?: Yardstick;
  readonly links: ReportLinks;
}

/** `undefined` where the head is no commit but a work tree, which has no digest to make a statement about. */
export function statementOf({ verdict, yardstick, links }: StatementInput): Statement | undefined {
  const { head } = verdict;
  if (!COMMIT.test(head)) return undefined;
  const tests = testsOf(verdict);
  const named = (result: TestResult) => tests.filter((test) => test.result === result).map(({ name }) => name);
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [commitDescriptor(head, links)],
    predicateType: TEST_RESULT,
    predicate: {
      result: resultOf(verdict, tests),
      configuration: configurationOf(verdict, yardstick, links),
      ...(links.runUrl === undefined ? {} : { url: links.runUrl }),
      passedTests: named('PASSED'),
      warnedTests: named('WARNED'),
      failedTests: named('FAILED'),
    },
  };
}

/**
 * A pass is `PASSED`, and so is one that waivers made. What is green without that (nothing to evaluate, undecided under
 * `on-inconclusive: warn`, an exception without a measurement, a preview by the head's own yardstick) is `WARNED`. All else
 * is `FAILED`, in `observe` mode too: a statement says what was found, not whether it blocks.
 */
function resultOf(verdict: Verdict, tests: readonly NamedTest[]): TestResult {
  if (!isGreen(verdict, verdict)) return 'FAILED';
  const { verdict: name, reason, preview } = verdict;
  const passed = (name === 'pass' || name === 'waived') && reason.kind !== 'break-glass';
  return passed && !preview && tests.every(({ result }) => result !== 'FAILED') ? 'PASSED' : 'WARNED';
}

/** Whether the policy, were it enforced, would let this through. */
function isGreen(
  { onInconclusive, scope }: Verdict,
  { verdict, reason }: Pick<Verdict, 'verdict' | 'reason'>,
): boolean {
  const inScope = scope === undefined ? {} : { scope };
  return stateOf({ verdict, reason, mode: 'enforce', onInconclusive, ...inScope }) === 'success';
}

interface NamedTest {
  readonly name: string;
  readonly result: TestResult;
}

function testsOf(verdict: Verdict): readonly NamedTest[] {
  const uncovered: TestResult = verdict.onUncovered === 'warn' ? 'WARNED' : 'FAILED';
  return [
    ...verdict.migrations.flatMap((migration) => migrationTests(migration, verdict)),
    ...verdict.uncovered.map((change) => ({ name: `uncovered ${uncoveredName(change)}`, result: uncovered })),
  ];
}

function uncoveredName({ place, side, source, target }: UncoveredChange): string {
  return `${describePlace(place)} (${side}): ${source ?? 'none'} to ${target ?? 'none'}`;
}

/**
 * The migration as a whole, then each of its findings. Of one that takes no part in the verdict (only the head proposes it)
 * nothing is listed: its own suite must not be mistaken for a test that was passed.
 */
function migrationTests(migration: Migration, verdict: Verdict): readonly NamedTest[] {
  const { application } = migration;
  if (migration.verdict === 'not-applicable') return [];
  const whole = wholeResult(migration, verdict);
  // A finding that does not pass fails the migration, or did not matter: an alternative, a report, a waived one.
  const unmet: TestResult = whole === 'FAILED' ? 'FAILED' : 'WARNED';
  const lost = migration.criticalLosses.some(isStanding);
  return [
    { name: application, result: whole },
    ...(lost ? [{ name: `${application}/${CRITICAL_CASES}`, result: unmet }] : []),
    ...migration.findings.map((finding) => ({
      name: findingName(application, finding),
      result: found(finding, unmet),
    })),
  ];
}

function wholeResult(migration: Migration, verdict: Verdict): TestResult {
  if (migration.verdict === 'pass') return verdict.preview ? 'WARNED' : 'PASSED';
  return isGreen(verdict, migration) ? 'WARNED' : 'FAILED';
}

function found({ status, enforce }: Finding, unmet: TestResult): TestResult {
  if (status === 'pass') return 'PASSED';
  return status === 'waived' || enforce === 'report' ? 'WARNED' : unmet;
}

/** `triage/accuracy[refunds] max-drop`; of an alternative in `any-of`, `(0.1)` after it. */
function findingName(application: string, { metric, criterion, slice, alternative }: Finding): string {
  const where = slice === undefined ? '' : `[${slice}]`;
  return `${application}/${metric}${where} ${criterion}${alternative === undefined ? '' : ` (${alternative})`}`;
}

/**
 * Commits are named by their digests; `suite` and `policy` are the yardstick's own, which `verify` computes again: of the one
 * that decided, the head's where its owners approved it. `variants of …`: what was compared, source and target.
 */
function configurationOf(
  { base, head, source, migrations, underBase, ...verdict }: Verdict,
  yardstick: Yardstick | undefined,
  links: ReportLinks,
): readonly ResourceDescriptor[] {
  const commit = (name: string, sha: string) => (COMMIT.test(sha) ? [{ name, ...commitDescriptor(sha, links) }] : []);
  const sha256 = (name: string, digest: string) => ({ name, digest: { sha256: digest } });
  const recordings = (yardstick?.providers ?? []).flatMap(({ file, fileSha256 }) =>
    file === undefined || fileSha256 === undefined ? [] : [sha256(file, fileSha256)],
  );
  const compared = migrations.flatMap(({ application, variants }) =>
    variants === undefined ? [] : [sha256(`variants of ${application}`, variants)],
  );
  const yardstickSha = underBase === undefined ? (verdict.yardstickSha ?? base) : head;
  const digests = underBase?.digests ?? verdict.digests;
  return [
    ...commit('yardstick', yardstickSha),
    ...commit('source', source),
    ...(digests === undefined ? [] : [sha256('suite', digests.suite), sha256('policy', digests.policy)]),
    ...(yardstick === undefined ? [] : [sha256('prices', digestOf(yardstick.prices))]),
    ...recordings,
    ...compared,
  ];
}

function commitDescriptor(sha: string, { repositoryUrl }: ReportLinks): ResourceDescriptor {
  return {
    ...(repositoryUrl === undefined ? {} : { uri: `git+${repositoryUrl}@${sha}` }),
    digest: { gitCommit: sha },
  };
}
