import {
  type Acceptance,
  CRITERION_KEYS,
  type Criterion,
  type CriterionKey,
  OPERATIONAL_METRICS,
  RELATIVE_KEYS,
} from '../../core/contracts/yardstick.ts';
import { pathText } from './explain-issues.ts';
import type { ProblemLog } from './problem-log.ts';
import type { WrittenAcceptance, WrittenBounds } from './schema-acceptance.ts';
import { quoted, suggestion } from './words.ts';
import type { Path } from './yaml-takeover.ts';

/** Operational metrics that are shares, from 0 to 1, as scores are. */
const SHARES: readonly string[] = ['error-rate', 'truncation-rate', 'refusal-rate', 'guardrail-rate'];

const DEFAULT_METRIC = 'accuracy';
const DEFAULT_DROP = 0.05;

/** The acceptance criteria of an application, or the default one. `scorers`: the names of its scorers. Faults go to the log. */
export function acceptanceCriteria(
  written: WrittenAcceptance | undefined,
  scorers: readonly string[],
  path: Path,
  log: ProblemLog,
): Acceptance {
  if (written === undefined) return defaultAcceptance(scorers, path, log);
  const { 'any-of': sets, ...bounds } = written;
  const all = criteriaOf(bounds, scorers, path, log);
  const alternatives = (sets ?? []).map((set, index) => criteriaOf(set, scorers, [...path, 'any-of', index], log));
  alternatives.forEach((set, index) => {
    if (set.length === 0) log.add({ path: [...path, 'any-of', index], message: 'this set of criteria is empty' });
  });
  if (Object.keys(written).length === 0) {
    const hint = 'Name a bound, or leave the key out for accuracy: { max-drop: 0.05 }.';
    log.add({ path, message: `${pathText(path)} holds no criterion`, hint });
  }
  return { all, anyOf: sets === undefined ? [] : [alternatives] };
}

function defaultAcceptance(scorers: readonly string[], path: Path, log: ProblemLog): Acceptance {
  if (!scorers.includes(DEFAULT_METRIC)) {
    log.add({
      path: path.slice(0, -1),
      part: 'key',
      message: `${pathText(path.slice(0, -1))} needs the key "acceptance", because no scorer is named accuracy`,
      hint: `Write acceptance: { ${scorers[0] ?? DEFAULT_METRIC}: { max-drop: ${DEFAULT_DROP} } }.`,
    });
  }
  const criterion = { metric: DEFAULT_METRIC, key: 'max-drop', threshold: DEFAULT_DROP } as const;
  return { all: [{ ...criterion, enforce: 'block', evidence: 'interval' }], anyOf: [] };
}

function criteriaOf(
  written: Readonly<Record<string, WrittenBounds>>,
  scorers: readonly string[],
  path: Path,
  log: ProblemLog,
): readonly Criterion[] {
  return Object.entries(written).flatMap(([metric, bounds]) => {
    const own = [...path, metric];
    if (!isMetric(metric, scorers, own, log)) return [];
    return criteriaOfMetric(metric, bounds, own, log);
  });
}

function isMetric(metric: string, scorers: readonly string[], path: Path, log: ProblemLog): boolean {
  if (scorers.includes(metric) || OPERATIONAL_METRICS.some((one) => one === metric)) return true;
  const message = `${quoted(metric)} is neither a scorer of this suite nor an operational metric`;
  log.add({ path, part: 'key', message, hint: suggestion(metric, [...scorers, ...OPERATIONAL_METRICS]) });
  return false;
}

function criteriaOfMetric(metric: string, bounds: WrittenBounds, path: Path, log: ProblemLog): readonly Criterion[] {
  const { min, max } = bounds;
  if (min !== undefined && max !== undefined && min > max) {
    log.add({ path: [...path, 'max'], message: `${pathText(path)} can never hold: min ${min} is above max ${max}` });
  }
  const present = CRITERION_KEYS.flatMap((key) => {
    const threshold = bounds[key];
    return threshold === undefined ? [] : [{ key, threshold }];
  });
  if (present.length === 0) {
    log.add({
      path,
      message: `${pathText(path)} names no bound`,
      hint: `It needs one of ${CRITERION_KEYS.join(', ')}.`,
    });
  }
  return present.map(({ key, threshold }) => {
    checkThreshold(metric, key, threshold, [...path, key], log);
    return {
      metric,
      key,
      threshold,
      enforce: bounds.enforce,
      evidence: bounds.evidence ?? defaultEvidence(key),
      ...(bounds.slices === undefined ? {} : { slices: bounds.slices }),
      ...(bounds.because === undefined ? {} : { because: bounds.because }),
    };
  });
}

/** `min` and `max` are decided on the observed figure, what is relative to the source on the interval. */
export function defaultEvidence(key: CriterionKey): 'interval' | 'point' {
  return RELATIVE_KEYS.some((one) => one === key) ? 'interval' : 'point';
}

function checkThreshold(metric: string, key: CriterionKey, threshold: number, path: Path, log: ProblemLog): void {
  const name = pathText(path);
  if (key === 'max-ratio' || key === 'min-ratio') {
    if (threshold <= 0) log.add({ path, message: `${name} must be more than 0, not ${threshold}` });
    return;
  }
  if (threshold < 0) {
    log.add({ path, message: `${name} must be at least 0, not ${threshold}` });
    return;
  }
  const isShare = SHARES.includes(metric) || !OPERATIONAL_METRICS.some((one) => one === metric);
  if (!isShare || threshold <= 1) return;
  const kind = SHARES.includes(metric) ? 'a rate' : 'a score';
  const hint = threshold <= 100 ? { hint: `Did you mean ${threshold / 100}?` } : {};
  log.add({ path, message: `${name} must be at most 1, not ${threshold}: ${kind} lies between 0 and 1`, ...hint });
}
