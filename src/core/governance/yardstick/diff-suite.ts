import type { ScorerConfiguration, SuiteConfiguration } from '../../contracts/configuration.ts';
import { canonicalJson } from '../../contracts/digest.ts';
import type { Case, ScorerSpec, Suite } from '../../contracts/suite.ts';
import type { CaseChangeKind, CaseList, Direction, YardstickChange } from '../../contracts/yardstick-change.ts';
import { canonicalCase } from '../../suite/case-store.ts';

/** IDs of cases that are kept of each kind of change. */
const MOST_IDS = 20;
/**
 * What else of a case can be edited, by its name: a stored case has getters, and no members of its own to go through. Complete
 * by its type: a member that is added to a case and forgotten here does not compile.
 */
const FIELDS: Readonly<Record<Exclude<keyof Case, 'id' | 'line' | 'expected' | 'critical'>, true>> = {
  input: true,
  vars: true,
  messages: true,
  context: true,
  slices: true,
  metadata: true,
};
const EDITABLE = Object.keys(FIELDS) as (keyof typeof FIELDS)[];

/** How one side measures an application: as configured, and with everything that it names read. */
export interface SuiteSide {
  readonly configured: SuiteConfiguration;
  /** Absent when it was not read, or could not be. */
  readonly read?: Suite;
}

/** What differs between two suites: scorers, cases, trials, when a run ends. */
export function diffSuite(application: string, base: SuiteSide, proposed: SuiteSide): readonly YardstickChange[] {
  return [
    ...diffScorers(application, scorersOf(base, proposed), scorersOf(proposed, base)),
    ...diffFiles(application, base, proposed),
    ...(base.read === undefined || proposed.read === undefined
      ? []
      : diffCases(application, base.read.cases, proposed.read.cases)),
    ...diffEffort(application, base, proposed),
  ];
}

/** Scorers with the files they name read, where that is so of both sides; else as written. */
function scorersOf(side: SuiteSide, other: SuiteSide): readonly (ScorerSpec | ScorerConfiguration)[] {
  return (other.read === undefined ? undefined : side.read?.scorers) ?? side.configured.scorers;
}

function diffScorers(
  application: string,
  before: readonly (ScorerSpec | ScorerConfiguration)[],
  after: readonly (ScorerSpec | ScorerConfiguration)[],
): readonly YardstickChange[] {
  const names = [...new Set([...before, ...after].map(({ name }) => name))];
  return names.flatMap((scorer): readonly YardstickChange[] => {
    const from = before.find(({ name }) => name === scorer);
    const to = after.find(({ name }) => name === scorer);
    // By itself a scorer decides nothing; a criterion that came or went with it is a change of its own.
    if (from === undefined) return [{ kind: 'scorer-added', application, scorer, direction: 'neutral' }];
    if (to === undefined) return [{ kind: 'scorer-removed', application, scorer, direction: 'neutral' }];
    const keys = differingKeys(scorerMembers(from), scorerMembers(to));
    if (keys.length === 0) return [];
    // Scores change on both sides alike: which way the comparison goes, nobody can say.
    return [{ kind: 'scorer-changed', application, scorer, keys, direction: 'other' }];
  });
}

function scorerMembers({ type, options, extract, normalise, passAt }: ScorerSpec | ScorerConfiguration) {
  return new Map<string, unknown>([
    ...Object.entries(options),
    ['type', type],
    ['extract', extract],
    ['normalise', normalise],
    ['pass-at', passAt],
  ]);
}

function differingKeys(from: ReadonlyMap<string, unknown>, to: ReadonlyMap<string, unknown>): readonly string[] {
  return [...new Set([...from.keys(), ...to.keys()])].filter((key) => !isSame(from.get(key), to.get(key)));
}

function diffFiles(application: string, base: SuiteSide, proposed: SuiteSide): readonly YardstickChange[] {
  const from = base.configured;
  const to = proposed.configured;
  const unread = (['base', 'proposed'] as const).filter(
    (side) => (side === 'base' ? base : proposed).read === undefined,
  );
  const moved = from.cases !== to.cases;
  // Both sides unread, and the same file read the same way: whoever compares knows that it did not change.
  const untouched = unread.length === 2 && !moved && isSame(from.fields, to.fields);
  return [
    ...(moved
      ? [{ kind: 'suite-file', application, from: from.cases, to: to.cases, direction: 'neutral' } as const]
      : []),
    ...(untouched
      ? []
      : unread.map((side) => ({ kind: 'suite-unread', application, side, direction: 'other' }) as const)),
  ];
}

function diffCases(application: string, before: readonly Case[], after: readonly Case[]): readonly YardstickChange[] {
  const earlier = new Map(before.map((one) => [one.id, one]));
  const later = new Map(after.map((one) => [one.id, one]));
  const pairs = before.flatMap((from) => {
    const to = later.get(from.id);
    // Most cases of a large suite are the same to the letter.
    if (to === undefined || canonicalCase(from) === canonicalCase(to)) return [];
    return [{ from, to, fields: editedFields(from, to) }];
  });
  const edited = pairs.filter(({ fields }) => fields.length > 0);
  const whose = (test: (pair: CasePair) => boolean): readonly Case[] => pairs.filter(test).map(({ from }) => from);
  const listed = (kind: CaseChangeKind, cases: readonly Case[], direction: Direction): readonly YardstickChange[] =>
    cases.length === 0 ? [] : [{ kind, application, cases: listOf(cases), direction }];
  const fields = [...new Set(edited.flatMap((pair) => pair.fields))];
  const cases = listOf(edited.map(({ from }) => from));
  return [
    ...listed(
      'cases-removed',
      before.filter(({ id }) => !later.has(id)),
      'looser',
    ),
    // More cases can tip an average either way.
    ...listed(
      'cases-added',
      after.filter(({ id }) => !earlier.has(id)),
      'other',
    ),
    ...listed(
      'expected-edited',
      whose(({ from, to }) => !isSame(from.expected, to.expected)),
      'other',
    ),
    ...(edited.length === 0 ? [] : [{ kind: 'cases-edited', application, cases, fields, direction: 'other' } as const]),
    ...listed(
      'critical-removed',
      whose(({ from, to }) => from.critical && !to.critical),
      'looser',
    ),
    ...listed(
      'critical-added',
      whose(({ from, to }) => !from.critical && to.critical),
      'stricter',
    ),
  ];
}

interface CasePair {
  readonly from: Case;
  readonly to: Case;
}

function editedFields(from: Case, to: Case): readonly string[] {
  return EDITABLE.filter((field) => !isSame(from[field], to[field]));
}

function listOf(cases: readonly Case[]): CaseList {
  const critical = cases.filter((one) => one.critical).length;
  return { count: cases.length, critical, ids: cases.slice(0, MOST_IDS).map(({ id }) => id) };
}

function diffEffort(application: string, base: SuiteSide, proposed: SuiteSide): readonly YardstickChange[] {
  const from = base.configured;
  const to = proposed.configured;
  const changes: YardstickChange[] = [];
  // More or fewer draws of the same figures: not easier to meet, but another experiment.
  if (from.trials !== to.trials) {
    changes.push({ kind: 'trials', application, from: from.trials, to: to.trials, direction: 'other' });
  }
  if (from.stop !== to.stop) {
    changes.push({
      kind: 'stop',
      application,
      ...(from.stop === undefined ? {} : { from: from.stop }),
      ...(to.stop === undefined ? {} : { to: to.stop }),
      direction: 'neutral',
    });
  }
  return changes;
}

function isSame(a: unknown, b: unknown): boolean {
  return canonicalJson(a ?? null) === canonicalJson(b ?? null);
}
