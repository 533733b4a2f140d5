import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/core/contracts/json.ts';
import { sentMaxTokens } from '../../../src/core/plan/output-limit.ts';
import { anthropicBody } from '../../../src/models/anthropic-wire.ts';

describe('the output bound that a request is sent with', () => {
  it.each<[JsonObject, number | undefined, number | undefined]>([
    [{}, undefined, undefined],
    [{}, 4096, 4096],
    [{ 'max-tokens': 100 }, 4096, 100],
    [{ maxTokens: 9000 }, 4096, 9000],
    // What is sent unasked has another name, and is sent all the same.
    [{ max_completion_tokens: 100 }, 4096, 4096],
    [{ max_completion_tokens: 9000 }, 4096, 9000],
    [{ max_completion_tokens: 100 }, undefined, 100],
    // Sent as written: nobody knows what the service makes of it.
    [{ max_tokens: '9000' }, 4096, undefined],
    [{ max_tokens: -1 }, 4096, undefined],
    [{ temperature: 0 }, 4096, 4096],
  ])('of %j, with %j sent unasked, is %j', (parameters, unasked, sent) => {
    expect(sentMaxTokens(parameters, unasked)).toBe(sent);
  });

  it.each<JsonObject>([{}, { 'max-tokens': 100 }, { MAX_TOKENS: 9000 }, { temperature: 0 }])(
    'is what the Messages API is sent: %j',
    (parameters) => {
      const request = { provider: 'anthropic', model: 'm', messages: [], parameters, deployment: {} };
      const { max_tokens: sent } = JSON.parse(anthropicBody(request, false)) as { max_tokens: number };
      expect(sentMaxTokens(parameters, 4096)).toBe(sent);
    },
  );
});
