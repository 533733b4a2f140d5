import type { StopReason } from '../core/contracts/cell.ts';

/**
 * Stop reasons in the words of all providers; no word means two things. Converse, OpenAI chat completions (and what speaks
 * like it), Anthropic Messages, and our own words, which recordings may use.
 */
const STOP_REASONS: ReadonlyMap<string, StopReason> = new Map([
  ['end', 'end'],
  ['end_turn', 'end'],
  ['stop', 'end'],
  ['stop_sequence', 'end'],
  ['eos', 'end'],
  ['max_tokens', 'max-tokens'],
  ['length', 'max-tokens'],
  ['model_length', 'max-tokens'],
  ['refusal', 'refusal'],
  ['content_filter', 'refusal'],
  ['content_filtered', 'refusal'],
  ['guardrail', 'guardrail'],
  ['guardrail_intervened', 'guardrail'],
  ['context_overflow', 'context-overflow'],
  ['model_context_window_exceeded', 'context-overflow'],
  ['tool_use', 'tool-use'],
  ['tool_calls', 'tool-use'],
  ['function_call', 'tool-use'],
  ['malformed', 'malformed'],
  ['malformed_model_output', 'malformed'],
  ['malformed_tool_use', 'malformed'],
]);

/** Hyphens and underscores mean the same; a word that is not known is `other`, never an end. */
export function stopReasonOf(word: string): StopReason {
  return STOP_REASONS.get(word.toLowerCase().replaceAll('-', '_')) ?? 'other';
}
