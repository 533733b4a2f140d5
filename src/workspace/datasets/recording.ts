import { z } from 'zod';
import type { Json, JsonObject } from '../../core/contracts/json.ts';
import { LAYER_NAMES } from '../../core/contracts/layer.ts';
import { type Problem, throwIfAny } from '../../core/contracts/problem.ts';
import type { RecordedReply } from '../../core/contracts/recording.ts';
import { explainIssues } from '../configuration/explain-issues.ts';
import { capped } from '../configuration/words.ts';
import { readJsonLines } from './json-lines.ts';
import { byLine, type DatasetRecord, FieldNames, nestsTooDeep } from './records.ts';

/** The replies of a recording, and what in it was not read. */
interface RecordingRead {
  readonly replies: readonly RecordedReply[];
  readonly warnings: readonly Problem[];
}

const MAX_REPLIES = 1_000_000;

/** Layers that the key of a record does not hold and that no other field is named like. */
const LAYER_FIELDS = LAYER_NAMES.filter((name) => !['model', 'system', 'prompt', 'output'].includes(name));

const count = z.int().min(0).optional();

const replySchema = z.object({
  model: z.string().min(1).max(1000),
  system: z.string().optional(),
  input: z.string(),
  output: z.string(),
  latencyMs: z.number().min(0).optional(),
  inputTokens: count,
  outputTokens: count,
  stopReason: z.string().min(1).max(200).optional(),
  costUsd: z.number().min(0).optional(),
});

const FIELDS = [...Object.keys(replySchema.shape), ...LAYER_FIELDS];

/**
 * Reads recorded replies (JSON Lines). Throws a ChangeoverError (code `recording`) that names every broken line; fields that
 * are not known are warned about once each.
 */
export function readRecording(bytes: Uint8Array, file: string): RecordingRead {
  const found: Problem[] = [];
  const replies: RecordedReply[] = [];
  const names = new FieldNames();
  let entries = 0;
  for (const entry of readJsonLines(bytes, file, 'recording')) {
    entries += 1;
    const result = 'problem' in entry ? { problems: [entry.problem] } : replyOf(entry, file);
    if ('line' in entry) names.note(entry);
    if ('problems' in result) found.push(...result.problems);
    else replies.push(result);
  }
  if (entries === 0) found.push(fileProblem('the recording has no replies', file));
  if (entries > MAX_REPLIES) found.push(fileProblem(`the recording has more than ${MAX_REPLIES} replies`, file));
  throwIfAny(capped(byLine(found)));
  return { replies, warnings: names.unread(FIELDS, { code: 'recording', file, owner: 'a recorded reply', hint: '' }) };
}

function fileProblem(message: string, file: string): Problem {
  return { code: 'recording', message, place: { file } };
}

function replyOf(
  { data, line }: DatasetRecord,
  file: string,
): RecordedReply | { readonly problems: readonly Problem[] } {
  const place = { file, line };
  if (nestsTooDeep(data)) return { problems: [{ code: 'recording', message: 'the record nests too deeply', place }] };
  const parsed = replySchema.safeParse(data);
  if (!parsed.success) {
    const explained = explainIssues(parsed.error, data, replySchema);
    const problems = explained.map(({ message }): Problem => {
      return { code: 'recording', message: message.replace(/^the file /, 'the record '), place };
    });
    return { problems };
  }
  const known = parsed.data as Omit<RecordedReply, 'layers' | 'line'>; // JSON has no undefined members
  const layers = layersOf(data as JsonObject);
  return { ...known, ...(layers === undefined ? {} : { layers }), line };
}

function layersOf(data: JsonObject): JsonObject | undefined {
  const layers = LAYER_FIELDS.flatMap((name): [string, Json][] => {
    const value = Object.hasOwn(data, name) ? data[name] : undefined;
    return value === undefined ? [] : [[name, value]];
  });
  return layers.length === 0 ? undefined : Object.fromEntries(layers);
}
