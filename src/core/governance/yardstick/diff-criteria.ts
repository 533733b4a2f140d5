import { canonicalJson } from '../../contracts/digest.ts';
import type { Json } from '../../contracts/json.ts';
import type { Acceptance, Criterion, CriterionKey } from '../../contracts/yardstick.ts';
import {
  CRITERION_OPTIONS,
  type CriterionOption,
  type Direction,
  type YardstickChange,
} from '../../contracts/yardstick-change.ts';

/** Where a smaller bound demands less. */
const SMALLER_IS_LOOSER: ReadonlySet<CriterionKey> = new Set(['min', 'min-ratio']);

interface Spot {
  readonly application: string;
  readonly alternative?: string;
}

/** What differs between two applications' acceptance criteria. */
export function diffAcceptance(
  application: string,
  base: Acceptance,
  proposed: Acceptance,
): readonly YardstickChange[] {
  const groups = Math.max(base.anyOf.length, proposed.anyOf.length);
  return [
    ...diffCriteria({ application }, base.all, proposed.all),
    ...Array.from({ length: groups }, (_, group) => diffGroup(application, group, base, proposed)).flat(),
  ];
}

/** One group of alternatives, of which one must hold: more alternatives are looser, one more group is stricter. */
function diffGroup(
  application: string,
  group: number,
  base: Acceptance,
  proposed: Acceptance,
): readonly YardstickChange[] {
  const before = base.anyOf[group];
  const after = proposed.anyOf[group];
  if (before === undefined || after === undefined) {
    const metrics = metricsOf((before ?? after ?? []).flat());
    const shared = { application, alternative: String(group), metrics, group: true };
    return before === undefined
      ? [{ kind: 'alternative-added', ...shared, direction: 'stricter' }]
      : [{ kind: 'alternative-removed', ...shared, direction: 'looser' }];
  }
  return pairSets(before, after).flatMap(({ from, to, index }) =>
    diffSet({ application, alternative: `${group}.${index}` }, from, to),
  );
}

interface SetPair {
  readonly from: readonly Criterion[] | undefined;
  readonly to: readonly Criterion[] | undefined;
  /** Of the base's set; of the proposed one where the base has none. */
  readonly index: number;
}

/** Equal sets belong together wherever they stand, and the others in their order. */
function pairSets(
  before: readonly (readonly Criterion[])[],
  after: readonly (readonly Criterion[])[],
): readonly SetPair[] {
  const free = after.map((set, index) => ({ set, index, text: canonicalJson(set) }));
  const take = (position: number): (typeof free)[number] | undefined =>
    position === -1 ? undefined : free.splice(position, 1)[0];
  const equals = before.map((set) => take(free.findIndex(({ text }) => text === canonicalJson(set))));
  const pairs = before.map((from, index) => ({
    from,
    to: (equals[index] ?? take(free.length > 0 ? 0 : -1))?.set,
    index,
  }));
  return [...pairs, ...free.map(({ set, index }) => ({ from: undefined, to: set, index }))];
}

function diffSet(
  spot: Required<Spot>,
  before: readonly Criterion[] | undefined,
  after: readonly Criterion[] | undefined,
): readonly YardstickChange[] {
  if (before !== undefined && after !== undefined) return diffCriteria(spot, before, after);
  const shared = { ...spot, metrics: metricsOf(before ?? after ?? []), group: false };
  return before === undefined
    ? [{ kind: 'alternative-added', ...shared, direction: 'looser' }]
    : [{ kind: 'alternative-removed', ...shared, direction: 'stricter' }];
}

function metricsOf(criteria: readonly Criterion[]): readonly string[] {
  return [...new Set(criteria.map(({ metric }) => metric))];
}

function diffCriteria(
  spot: Spot,
  before: readonly Criterion[],
  after: readonly Criterion[],
): readonly YardstickChange[] {
  const find = (criteria: readonly Criterion[], { metric, key }: Criterion): Criterion | undefined =>
    criteria.find((one) => one.metric === metric && one.key === key);
  const kept = before.flatMap((criterion) => {
    const now = find(after, criterion);
    return now === undefined ? [presence(spot, criterion, 'criterion-removed')] : diffCriterion(spot, criterion, now);
  });
  const added = after.filter((criterion) => find(before, criterion) === undefined);
  return [...kept, ...added.map((criterion) => presence(spot, criterion, 'criterion-added'))];
}

function presence(
  spot: Spot,
  { metric, key, threshold, enforce }: Criterion,
  kind: 'criterion-added' | 'criterion-removed',
): YardstickChange {
  const direction = enforce === 'report' ? 'neutral' : kind === 'criterion-added' ? 'stricter' : 'looser';
  return { kind, ...spot, metric, key, threshold, enforce, direction };
}

function diffCriterion(spot: Spot, before: Criterion, after: Criterion): readonly YardstickChange[] {
  const { metric, key } = before;
  // A bound that neither side enforces decides nothing.
  const idle = before.enforce === 'report' && after.enforce === 'report';
  const changes: YardstickChange[] = [];
  if (before.threshold !== after.threshold) {
    const direction = idle ? 'neutral' : directionOf(key, before.threshold, after.threshold);
    changes.push({ kind: 'bound', ...spot, metric, key, from: before.threshold, to: after.threshold, direction });
  }
  for (const option of CRITERION_OPTIONS) {
    const from = optionOf(before, option);
    const to = optionOf(after, option);
    if (canonicalJson(from ?? null) === canonicalJson(to ?? null)) continue;
    const direction = idle ? 'neutral' : directionOfOption(option, before, after);
    changes.push({
      kind: 'criterion-option',
      ...spot,
      metric,
      key,
      option,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      direction,
    });
  }
  return changes;
}

function directionOf(key: CriterionKey, from: number, to: number): Direction {
  return to < from === SMALLER_IS_LOOSER.has(key) ? 'looser' : 'stricter';
}

function optionOf(criterion: Criterion, option: CriterionOption): Json | undefined {
  const value = criterion[option];
  return Array.isArray(value) ? [...value].sort() : (value as Json | undefined);
}

function directionOfOption(option: CriterionOption, before: Criterion, after: Criterion): Direction {
  if (option === 'because') return 'neutral';
  if (option === 'enforce') return after.enforce === 'report' ? 'looser' : 'stricter';
  // A figure passes where an interval is still undecided, and it fails there too.
  if (option === 'evidence') return after.evidence === 'point' ? 'looser' : 'stricter';
  return directionOfSlices(before.slices, after.slices);
}

function directionOfSlices(from: Criterion['slices'], to: Criterion['slices']): Direction {
  // Slices that are named are always decided; under `all`, small ones are not: neither holds the other.
  if (from === 'all' || to === 'all') return from === undefined ? 'stricter' : to === undefined ? 'looser' : 'other';
  const lost = (from ?? []).some((slice) => !(to ?? []).includes(slice));
  const gained = (to ?? []).some((slice) => !(from ?? []).includes(slice));
  return lost ? (gained ? 'other' : 'looser') : 'stricter';
}
