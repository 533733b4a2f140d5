/** `max-tokens`, `max_tokens`, `maxTokens` and `MAX_TOKENS` are one word: lower case without separators. */
export function bareWord(key: string): string {
  return key.toLowerCase().replaceAll(/[-_]/g, '');
}
