import { afterEach, describe, expect, it } from 'vitest';
import type { ModelRequest, Usage } from '../../src/core/contracts/cell.ts';
import type { Price } from '../../src/core/contracts/yardstick.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { costOf } from '../../src/engine/cost.ts';
import { anthropicModel } from '../../src/models/anthropic.ts';
import { bedrockModel } from '../../src/models/bedrock.ts';
import { openaiModel } from '../../src/models/openai.ts';
import { signWithLocalKeys } from '../support/model-servers/local-keys.ts';
import { type ModelServer, startModelServer } from '../support/model-servers/server.ts';

const M = 1_000_000;
/** US dollars a million tokens, all different, so that no two can be taken for each other. */
const PRICE: Price = {
  input: 10,
  output: 50,
  cacheRead: 1,
  cacheWrite: 12.5,
  cacheWrite1h: 21,
  serviceTiers: { priority: { input: 25, output: 75 }, fast: { input: 60, output: 300 } },
};

let server: ModelServer | undefined;

signWithLocalKeys();

afterEach(async () => {
  await server?.close();
  server = undefined;
});

type Protocol = 'openai' | 'anthropic' | 'bedrock';

/** A reply of each service in one piece, with what it says of the call. */
function bodyOf(protocol: Protocol, told: object): object {
  if (protocol === 'openai') return { choices: [{ finish_reason: 'stop', message: { content: 'Yes' } }], ...told };
  if (protocol === 'anthropic') return { content: [{ type: 'text', text: 'Yes' }], stop_reason: 'end_turn', ...told };
  return { output: { message: { role: 'assistant', content: [{ text: 'Yes' }] } }, stopReason: 'end_turn', ...told };
}

async function usageOf(protocol: Protocol, told: object, asked: Partial<ModelRequest> = {}): Promise<Usage> {
  server = await startModelServer(() => ({ bytes: JSON.stringify(bodyOf(protocol, told)) }));
  const options = { concurrency: 1, timeoutMs: 300_000, clock: systemClock };
  const model = {
    openai: () => openaiModel({ ...options, baseUrl: server?.openaiUrl ?? '' }),
    anthropic: () => anthropicModel({ ...options, baseUrl: server?.url ?? '' }),
    bedrock: () => bedrockModel({ ...options, endpoint: server?.url ?? '' }),
  }[protocol]();
  const request = { provider: protocol, model: 'm', messages: [], parameters: {}, deployment: {}, ...asked };
  try {
    return (await model.call(request, 0, new AbortController().signal)).usage;
  } finally {
    model.close();
  }
}

const HOUR = { parameters: { cache_control: { type: 'ephemeral', ttl: '1h' } } };
const PRIORITY = { deployment: { 'service-tier': 'priority' } };
const TOLD = {
  openai: { prompt_tokens: M, completion_tokens: M },
  anthropic: { input_tokens: M, output_tokens: M },
  bedrock: { inputTokens: M, outputTokens: M },
};

type Row = readonly [what: string, told: object, dollars: number | undefined, asked?: Partial<ModelRequest>];

/** Chat Completions: "The chat completion object", prompt caching, reasoning models, service tiers. */
const OPENAI: readonly Row[] = [
  ['input and output', { usage: TOLD.openai }, 60],
  ['what is read from a cache', { usage: { ...TOLD.openai, prompt_tokens_details: { cached_tokens: M } } }, 51],
  ['what is written to a cache', { usage: { ...TOLD.openai, prompt_tokens_details: { cache_write_tokens: M } } }, 62.5],
  [
    'thoughts and predictions that did not come true, which are among the output',
    {
      usage: {
        ...TOLD.openai,
        total_tokens: 2 * M,
        completion_tokens_details: { reasoning_tokens: M / 2, rejected_prediction_tokens: M / 4 },
      },
    },
    60,
  ],
  // Gemini and xAI leave thoughts out of the completion's tokens, not out of the total.
  ['thoughts in the total alone', { usage: { ...TOLD.openai, total_tokens: 3 * M } }, 110],
  ['a total that is less than its parts', { usage: { ...TOLD.openai, total_tokens: 5 } }, 60],
  ['a total that is no count', { usage: { ...TOLD.openai, total_tokens: 'many' } }, 60],
  ['the tier that was asked for, where none is told', { usage: TOLD.openai }, 100, PRIORITY],
  ['the tier that is told', { usage: TOLD.openai, service_tier: 'priority' }, 100],
  ['the standard tier in place of the one asked for', { usage: TOLD.openai, service_tier: 'default' }, 60, PRIORITY],
  ['a cheaper tier at the list price', { usage: TOLD.openai, service_tier: 'flex' }, 60],
  ['a tier nobody knows as unknown', { usage: TOLD.openai, service_tier: 'turbo' }, undefined],
  ['a tier that is no text as unknown', { usage: TOLD.openai, service_tier: 7 }, undefined],
  ['a search as unknown', { usage: TOLD.openai }, undefined, { parameters: { web_search_options: {} } }],
];

/** Messages: "usage", prompt caching, service tiers, fast mode, data residency, web search. */
const ANTHROPIC: readonly Row[] = [
  ['input and output', { usage: TOLD.anthropic }, 60],
  ['cached tokens beside the input', { usage: { ...TOLD.anthropic, cache_read_input_tokens: M } }, 61],
  ['entries for five minutes', { usage: { ...TOLD.anthropic, cache_creation_input_tokens: M } }, 72.5],
  [
    'entries by how long they are kept',
    {
      usage: {
        ...TOLD.anthropic,
        cache_creation_input_tokens: M,
        cache_creation: { ephemeral_5m_input_tokens: M / 2, ephemeral_1h_input_tokens: M / 2 },
      },
    },
    60 + 6.25 + 10.5,
  ],
  [
    'entries told by their time alone',
    { usage: { ...TOLD.anthropic, cache_creation: { ephemeral_1h_input_tokens: M } } },
    81,
  ],
  [
    'entries that were to be kept for an hour',
    { usage: { ...TOLD.anthropic, cache_creation_input_tokens: M } },
    81,
    HOUR,
  ],
  [
    'entries for five minutes where an hour was asked for',
    {
      usage: {
        ...TOLD.anthropic,
        cache_creation_input_tokens: M,
        cache_creation: { ephemeral_5m_input_tokens: M, ephemeral_1h_input_tokens: 0 },
      },
    },
    72.5,
    HOUR,
  ],
  ['a time that cannot be read', { usage: { ...TOLD.anthropic, cache_creation: 'an hour' } }, 60],
  ['capacity that was paid for beforehand', { usage: { ...TOLD.anthropic, service_tier: 'priority' } }, 60],
  ['the fast mode', { usage: { ...TOLD.anthropic, speed: 'fast' } }, 360],
  ['the fast mode that was asked for', { usage: TOLD.anthropic }, 360, { parameters: { speed: 'fast' } }],
  [
    'the usual speed instead',
    { usage: { ...TOLD.anthropic, speed: 'standard' } },
    60,
    { parameters: { speed: 'fast' } },
  ],
  ['inference in the United States', { usage: { ...TOLD.anthropic, inference_geo: 'us' } }, 66],
  ['inference anywhere', { usage: { ...TOLD.anthropic, inference_geo: 'global' } }, 60],
  ['a model whose place cannot be chosen', { usage: { ...TOLD.anthropic, inference_geo: 'not_available' } }, 60],
  ['searches as unknown', { usage: { ...TOLD.anthropic, server_tool_use: { web_search_requests: 2 } } }, undefined],
  ['no searches', { usage: { ...TOLD.anthropic, server_tool_use: { web_search_requests: 0 } } }, 60],
];

/** Converse: `TokenUsage`, `CacheDetail`, `ServiceTier`. */
const BEDROCK: readonly Row[] = [
  ['input and output', { usage: { ...TOLD.bedrock, totalTokens: 2 * M } }, 60],
  ['cached tokens beside the input', { usage: { ...TOLD.bedrock, cacheReadInputTokens: M } }, 61],
  ['entries', { usage: { ...TOLD.bedrock, cacheWriteInputTokens: M } }, 72.5],
  [
    'entries by how long they are kept',
    {
      usage: {
        ...TOLD.bedrock,
        cacheWriteInputTokens: M,
        cacheDetails: [
          { ttl: '5m', inputTokens: M / 2 },
          { ttl: '1h', inputTokens: M / 2 },
        ],
      },
    },
    60 + 6.25 + 10.5,
  ],
  [
    'entries that are kept for longer than anybody knows',
    { usage: { ...TOLD.bedrock, cacheWriteInputTokens: M, cacheDetails: [{ ttl: '24h', inputTokens: M }] } },
    81,
  ],
  ['entries that were to be kept for an hour', { usage: { ...TOLD.bedrock, cacheWriteInputTokens: M } }, 81, HOUR],
  ['the tier that was asked for, where none is told', { usage: TOLD.bedrock }, 100, PRIORITY],
  ['the tier that is told', { usage: TOLD.bedrock, serviceTier: { type: 'priority' } }, 100],
  ['the standard tier instead', { usage: TOLD.bedrock, serviceTier: { type: 'default' } }, 60, PRIORITY],
  ['reserved capacity at the list price', { usage: TOLD.bedrock, serviceTier: { type: 'reserved' } }, 60],
];

const ROWS = (
  [
    ['openai', OPENAI],
    ['anthropic', ANTHROPIC],
    ['bedrock', BEDROCK],
  ] as const
).flatMap(([protocol, rows]) => rows.map(([what, told, dollars, asked]) => ({ protocol, what, told, dollars, asked })));

describe('what a reply is charged for', () => {
  it.each(ROWS)('$protocol: $what', async ({ protocol, told, dollars, asked }) => {
    const usage = await usageOf(protocol, told, { messages: [{ role: 'user', content: 'Is 7 prime?' }], ...asked });
    const cost = costOf(usage, PRICE);
    if (dollars === undefined) expect(cost).toBeUndefined();
    else expect(cost).toBeCloseTo(dollars, 9);
  });

  it('says nothing of what costs no more', async () => {
    const told = { usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 }, service_tier: 'default' };
    expect(await usageOf('openai', told)).toEqual({ inputTokens: 3, outputTokens: 4 });
  });
});
