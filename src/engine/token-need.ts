import type { ModelRequest } from '../core/contracts/cell.ts';
import { statedMaxTokens } from '../core/plan/output-limit.ts';

/** Characters of text that one token holds, about. */
const CHARACTERS_PER_TOKEN = 4;

/** Output tokens set aside where the parameters state no bound. */
const ASSUMED_OUTPUT_TOKENS = 1_024;

/**
 * Tokens that a request takes from a limit on tokens a minute before it is answered: its input, estimated, and all the
 * output that it allows. So Amazon Bedrock reserves them too.
 */
export function tokenNeed({ system = '', messages, parameters }: ModelRequest): number {
  const characters = messages.reduce((sum, { content }) => sum + content.length, system.length);
  return Math.ceil(characters / CHARACTERS_PER_TOKEN) + (statedMaxTokens(parameters) ?? ASSUMED_OUTPUT_TOKENS);
}
