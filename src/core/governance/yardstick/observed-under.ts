import type { Observation } from '../../contracts/cell.ts';
import { canonicalJson } from '../../contracts/digest.ts';
import type { Case, Suite } from '../../contracts/suite.ts';
import type { Yardstick } from '../../contracts/yardstick.ts';
import type { YardstickChange } from '../../contracts/yardstick-change.ts';
import { caseWithId } from '../../suite/case-positions.ts';
import { canonicalCase } from '../../suite/case-store.ts';

/** Keys of a provider that say how fast it is called, and nothing about what it replies. */
const PACE: ReadonlySet<string> = new Set(['concurrency', 'timeout-ms', 'requests-per-minute', 'tokens-per-minute']);

/** An observation as the proposed yardstick sees it: the suite that scores it, and its case there. */
export interface ObservedUnder {
  readonly suite: Suite;
  readonly testCase: Case;
}

/** What was compared, as far as it says which observations still tell something. */
interface Compared {
  readonly application: string;
  readonly source?: { readonly provider: string };
  readonly target?: { readonly provider: string };
}

/**
 * Which observations, made for the base's yardstick, tell something by the proposed one: those of cases that ask the same on
 * both sides, repeated as often, of providers that reply as before. What is expected, how it is scored and what follows may
 * differ. `undefined` for all others: the call that the proposed yardstick asks for was never made.
 */
export function observedUnder(
  base: Yardstick,
  proposed: Yardstick,
  changes: readonly YardstickChange[],
  compared: readonly Compared[],
): (observation: Pick<Observation, 'application' | 'caseId'>) => ObservedUnder | undefined {
  const others = otherProviders(changes);
  const suites = new Map(
    compared.flatMap(({ application, source, target }) => {
      const isOther = [source, target].some((side) => side !== undefined && others.has(side.provider));
      const before = suiteOf(base, application);
      const after = suiteOf(proposed, application);
      if (isOther || before === undefined || after === undefined || before.trials !== after.trials) return [];
      return [[application, { before, after }] as const];
    }),
  );
  return ({ application, caseId }) => {
    const found = suites.get(application);
    const from = found && caseWithId(found.before.cases, caseId);
    const to = found && caseWithId(found.after.cases, caseId);
    if (found === undefined || from === undefined || to === undefined) return undefined;
    return asksTheSame(from, to) ? { suite: found.after, testCase: to } : undefined;
  };
}

/** Whether whatever the prompt is, it makes the same request of both. */
function asksTheSame(from: Case, to: Case): boolean {
  return canonicalCase(from) === canonicalCase(to) || asked(from) === asked(to);
}

function asked({ input, vars, messages, context }: Case): string {
  return canonicalJson([
    input ?? null,
    vars ?? null,
    messages?.map(({ role, content }) => [role, content]) ?? null,
    context ?? null,
  ]);
}

function otherProviders(changes: readonly YardstickChange[]): ReadonlySet<string> {
  return new Set(
    changes.flatMap((change) => {
      if (change.kind === 'provider-removed') return [change.provider];
      return change.kind === 'provider' && !PACE.has(change.key) ? [change.provider] : [];
    }),
  );
}

function suiteOf({ applications }: Yardstick, name: string): Suite | undefined {
  return applications.find((application) => application.name === name)?.suite;
}
