import { createHash } from 'node:crypto';
import type { ModelRequest, Usage } from '../core/contracts/cell.ts';
import { canonicalJson } from '../core/contracts/digest.ts';
import { type Model, ModelError, type ModelReply } from '../core/contracts/ports.ts';
import type { RecordedReply } from '../core/contracts/recording.ts';
import { subject } from './attempt.ts';
import { stopReasonOf } from './stop-reasons.ts';

/**
 * Precomputed inference, replayed without a network. A reply is found by model, system text and rendered user message; a
 * record without `system` serves any system text, one with it is preferred. A record that carries layers (`parameters` …)
 * serves only requests with just these. The n-th record of a key answers the n-th repetition; when there is none, the
 * first is replayed and says so.
 */
export function recordedModel(records: readonly RecordedReply[], file: string): Model {
  const index = indexed(records);
  return {
    recorded: true,
    async call(request, repetition, signal) {
      if (signal.aborted) {
        throw new ModelError({ kind: 'cancelled', message: `${subject(request)}: the run was stopped` });
      }
      const input = inputOf(request);
      const found = candidates(index.byInput.get(keyOf(request.model, input)) ?? [], request);
      const record = found[repetition] ?? found[0];
      if (!record) throw notRecorded(request, input, index, file);
      return replyOf(record, found[repetition] === undefined);
    },
    close() {},
  };
}

/** The text that a recording is looked up by: the user message, or with earlier turns the whole dialogue as `role: text`. */
function inputOf(request: ModelRequest): string {
  const [only, ...others] = request.messages;
  if (only && others.length === 0) return only.content;
  return request.messages.map(({ role, content }) => `${role}: ${content}`).join('\n');
}

interface Index {
  readonly byInput: ReadonlyMap<string, readonly RecordedReply[]>;
  readonly models: ReadonlySet<string>;
}

function indexed(records: readonly RecordedReply[]): Index {
  const byInput = new Map<string, RecordedReply[]>();
  const models = new Set<string>();
  for (const record of records) {
    for (const model of namesOf(record.model)) {
      models.add(model);
      const key = keyOf(model, record.input);
      const known = byInput.get(key);
      if (known) known.push(record);
      else byInput.set(key, [record]);
    }
  }
  return { byInput, models };
}

/** A recorded model as written and without a provider's prefix. A dot before the colon makes it no prefix but Bedrock's ID. */
function namesOf(model: string): string[] {
  const [, bare] = /^[\w-]+:(.+)$/s.exec(model) ?? [];
  return bare === undefined || model.startsWith('arn:') ? [model] : [model, bare];
}

/** Inputs may be long and many: the index holds digests of them. */
function keyOf(model: string, input: string): string {
  return `${model}\u0000${createHash('sha256').update(input).digest('base64')}`;
}

function candidates(records: readonly RecordedReply[], request: ModelRequest): readonly RecordedReply[] {
  const system = request.system ?? '';
  const exact = records.filter((record) => record.system === system);
  const ofSystem = exact.length > 0 ? exact : records.filter((record) => record.system === undefined);
  const carrying = ofSystem.filter((record) => record.layers !== undefined);
  const fitting = carrying.filter((record) => layersFit(record, request));
  return fitting.length > 0 ? fitting : ofSystem.filter((record) => record.layers === undefined);
}

function layersFit({ layers = {} }: RecordedReply, request: ModelRequest): boolean {
  const sent: ReadonlyMap<string, unknown> = new Map([
    ['parameters', request.parameters],
    ['deployment', request.deployment],
  ]);
  return Object.entries(layers).every(
    ([layer, value]) => canonicalJson(sent.get(layer) ?? null) === canonicalJson(value),
  );
}

function replyOf(record: RecordedReply, replayed: boolean): ModelReply {
  const usage: Usage = {
    ...(record.inputTokens === undefined ? {} : { inputTokens: record.inputTokens }),
    ...(record.outputTokens === undefined ? {} : { outputTokens: record.outputTokens }),
  };
  return {
    output: record.output,
    stopReason: record.stopReason === undefined ? 'end' : stopReasonOf(record.stopReason),
    usage,
    ...(record.latencyMs === undefined ? {} : { latencyMs: record.latencyMs }),
    ...(record.costUsd === undefined ? {} : { costUsd: record.costUsd }),
    ...(replayed ? { replayed: true } : {}),
  };
}

function notRecorded(request: ModelRequest, input: string, index: Index, file: string): ModelError {
  const sameInput = index.byInput.get(keyOf(request.model, input)) ?? [];
  const near = !index.models.has(request.model)
    ? 'no record has this model'
    : sameInput.length === 0
      ? 'no record of this model has this input'
      : sameInput.every((record) => record.system !== undefined && record.system !== (request.system ?? ''))
        ? 'records of this model and input have another system text'
        : 'records of this model and input carry other layers';
  const key = [
    `model ${quoted(request.model)}`,
    request.system === undefined ? 'no system text' : `system ${quoted(request.system)}`,
    `input ${quoted(input)}`,
  ];
  return new ModelError(
    { kind: 'not-recorded', message: `${file} holds no reply for ${key.join(', ')}: ${near}` },
    { unsent: true },
  );
}

const SHOWN = 160;

function quoted(text: string): string {
  return JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
}
