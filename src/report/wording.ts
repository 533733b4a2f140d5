import type { CallErrorKind } from '../core/contracts/cell.ts';
import type { ApplicationChangeKind } from '../core/contracts/change.ts';
import type { Cause, FindingStatus, Method } from '../core/contracts/finding.ts';
import type { LayerName } from '../core/contracts/layer.ts';
import type { ProblemCode } from '../core/contracts/problem.ts';
import type { CriticalLoss, VerdictName } from '../core/contracts/verdict.ts';
import { code, line, type Spans, type Tone, text } from './document.ts';
import { formatCount, formatEstimate } from './figures.ts';

/**
 * The words for every kind of thing a report can say. Records over the contracts' unions: a kind without words does not
 * compile.
 */

interface VerdictWords {
  readonly icon: string;
  readonly title: string;
  readonly tone: Tone;
}

export const VERDICT_WORDS: Readonly<Record<VerdictName, VerdictWords>> = {
  pass: { icon: '✅', title: 'pass', tone: 'good' },
  waived: { icon: '☑️', title: 'waived', tone: 'unsure' },
  'not-applicable': { icon: '➖', title: 'not evaluated', tone: 'muted' },
  fail: { icon: '❌', title: 'fail', tone: 'bad' },
  inconclusive: { icon: '⚠️', title: 'not decided', tone: 'unsure' },
  invalid: { icon: '⛔', title: 'invalid', tone: 'bad' },
};

export const STATUS_WORDS: Readonly<Record<FindingStatus, VerdictWords>> = {
  pass: { icon: '✅', title: 'pass', tone: 'good' },
  fail: { icon: '❌', title: 'fail', tone: 'bad' },
  inconclusive: { icon: '⚠️', title: 'not decided', tone: 'unsure' },
  invalid: { icon: '⛔', title: 'invalid', tone: 'bad' },
  waived: { icon: '☑️', title: 'waived', tone: 'unsure' },
};

export const METHOD_WORDS: Readonly<Record<Method, string>> = {
  tango: "Tango's score interval for paired proportions",
  'paired-t': 'the paired t interval',
  bca: 'a paired BCa bootstrap',
  'small-sample': 'the wider of the paired t interval and the BCa bootstrap on each side (small sample)',
  'large-sample': 'what the bootstrap comes to with so many cases, by formula',
  'log-ratio-bootstrap': 'a paired bootstrap of the log ratio',
  'percentile-bootstrap': 'a paired bootstrap of the percentile',
  wilson: "Wilson's interval",
  'clopper-pearson': "Clopper and Pearson's interval",
  'one-sample-bootstrap': 'a bootstrap of the target alone',
  observed: 'the observed figure, without an interval',
};

export const LAYER_WORDS: Readonly<Record<LayerName, string>> = {
  model: 'model',
  deployment: 'deployment',
  parameters: 'parameters',
  system: 'system prompt',
  prompt: 'prompt',
  messages: 'messages',
  tools: 'tools',
  retrieval: 'retrieval',
  guardrail: 'guardrail',
  output: 'output format',
};

export const PROBLEM_WORDS: Readonly<Record<ProblemCode, string>> = {
  usage: 'Wrong usage',
  'not-built': 'Not available in this version',
  'config-missing': 'No configuration',
  'config-syntax': 'The configuration cannot be read',
  'config-invalid': 'The configuration is not valid',
  'layer-missing': 'A layer is not where the configuration says',
  'layer-invalid': 'A layer cannot be used as it is',
  'model-id': 'A model ID is not clear',
  provider: 'A provider cannot be used',
  path: 'A path is not allowed',
  suite: 'The suite cannot be used',
  template: 'A prompt template cannot be filled',
  scorer: 'A scorer cannot work',
  price: 'A price is not known',
  recording: 'The recording cannot answer',
  conditions: 'The two sides cannot be compared fairly',
  'model-access': 'The model cannot be reached with these credentials',
  budget: 'The cost cap was reached',
  repository: 'The repository cannot be read',
  github: 'GitHub refused',
  permission: 'A permission is missing',
  evidence: 'The evidence cannot be trusted',
  io: 'A file cannot be written',
  cancelled: 'The run was stopped',
  internal: 'A fault of Changeover itself',
};

/** Kinds of failed cells as the count line lists them. */
const CALL_ERROR_WORDS: Readonly<Record<CallErrorKind, string>> = {
  throttled: 'throttled',
  'timed-out': 'timed out',
  unavailable: 'service unavailable',
  network: 'network',
  malformed: 'malformed reply',
  'no-access': 'no access',
  'no-such-model': 'no such model',
  'invalid-request': 'invalid request',
  'context-overflow': 'context overflow',
  refused: 'refused by the service',
  'not-recorded': 'not recorded',
  'over-budget': 'over the cost cap',
  'out-of-time': 'out of time',
  'given-up': 'not sent, because too many had failed',
  cancelled: 'stopped',
};

/** Evidence read back may hold kinds that this version does not know; those are shown as they are. */
export function callErrorWords(kind: string): Spans {
  return Object.hasOwn(CALL_ERROR_WORDS, kind) ? [text(CALL_ERROR_WORDS[kind as CallErrorKind])] : [code(kind)];
}

export const CONFIRMATION_WORDS: Readonly<Record<CriticalLoss['confirmation'], string>> = {
  confirmed: 'confirmed by repeating both sides twice',
  'not-confirmed': 'not confirmed when both sides were repeated, so it does not decide',
  'recorded, not repeated': 'recorded, not repeated: it counts',
  'not repeated': 'could not be repeated: it counts',
};

export const CHANGE_KIND_WORDS: Readonly<Record<ApplicationChangeKind, string>> = {
  unchanged: 'unchanged',
  changed: 'changed',
  added: 'added: there is no source to compare with, absolute criteria decide',
  removed: 'removed by this pull request',
  proposed: 'proposed: its configuration is not at the base yet, so it is shown and does not block',
  absent: 'on neither side',
};

type CauseWords = { readonly [Kind in Cause['kind']]: (cause: Extract<Cause, { kind: Kind }>) => Spans };

const CAUSES: CauseWords = {
  'no-source': () => line`there is no source to compare with`,
  'too-few-cases': ({ n, needed }) => line`too few cases: ${count(n)} of at least ${count(needed)}`,
  'needs-more-cases': ({ more }) =>
    line`about ${text(formatEstimate(more))} more ${text(more <= 1 ? 'case' : 'cases')} would decide it`,
  'on-the-bound': () => line`the figure lies on the bound: no number of cases decides it`,
  'slice-too-small': ({ n, needed }) =>
    line`${count(n)} cases, and ${count(needed)} are needed to pass even without a loss`,
  'slice-unknown': () => line`no case has this slice`,
  'not-measured': ({ measured, of }) => line`measured in ${count(measured)} of ${count(of)} cells only`,
  'price-unknown': ({ model }) => line`no price is known for ${code(model)}`,
  'source-zero': () => line`the source is zero, so there is no ratio`,
  'not-a-number': ({ where }) => line`not a number: ${code(where)}`,
  futile: ({ cases, of }) =>
    line`stopped after ${count(cases)} of ${count(of)} cases, as the rest would hardly have shown that it holds`,
  'left-open': ({ cases, of }) =>
    line`left open after ${count(cases)} of ${count(of)} cases, because the verdict no longer depended on it`,
  holm: ({ slices }) => line`would fail alone, not after Holm's correction for ${count(slices)} slices`,
};

export function causeWords(cause: Cause): Spans {
  const words = CAUSES[cause.kind] as (one: Cause) => Spans;
  return words(cause);
}

const count = (n: number): Spans => [text(formatCount(n))];
