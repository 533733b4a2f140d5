import { describe, expect, it } from 'vitest';
import { recogniseModelId } from '../../../../src/core/change/model-id/recognise.ts';

const ACCOUNT = '111122223333';

describe('recogniseModelId', () => {
  it.each([
    'anthropic.claude-3-5-sonnet-20240620-v1:0',
    'anthropic.claude-sonnet-4-6',
    'anthropic.claude-v2:1',
    'anthropic.claude-3-haiku-20240307-v1:0:48k',
    'openai.gpt-5.4',
    'openai.gpt-oss-120b-1:0',
    'amazon.nova-lite-v1:0',
    'amazon.titan-embed-text-v2:0',
    'meta.llama3-1-8b-instruct-v1:0',
    'mistral.mistral-large-2402-v1:0',
    'mistral.mixtral-8x7b-instruct-v0:1',
    'cohere.command-r-plus-v1:0',
    'ai21.jamba-1-5-large-v1:0',
    'deepseek.r1-v1:0',
    'qwen.qwen3-32b-v1:0',
    'writer.palmyra-x5-v1:0',
    'stability.sd3-5-large-v1:0',
    'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
    'us-gov.anthropic.claude-3-haiku-20240307-v1:0',
    'eu.amazon.nova-pro-v1:0',
    'apac.anthropic.claude-3-5-sonnet-20240620-v1:0',
    'jp.anthropic.claude-sonnet-4-5-20250929-v1:0',
    'au.anthropic.claude-sonnet-4-5-20250929-v1:0',
    'global.anthropic.claude-sonnet-4-6',
    'newvendor.some-model-v1:0',
  ])('%s is Bedrock', (id) => expect(recogniseModelId(id)).toEqual({ id, providers: ['bedrock'], anywhere: false }));

  it.each([
    ['arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-5-sonnet-20240620-v1:0', 'us-east-1'],
    [`arn:aws:bedrock:eu-west-1:${ACCOUNT}:inference-profile/eu.amazon.nova-lite-v1:0`, 'eu-west-1'],
    [`arn:aws:bedrock:us-west-2:${ACCOUNT}:application-inference-profile/a1b2c3d4e5f6`, 'us-west-2'],
    [`arn:aws:bedrock:us-east-1:${ACCOUNT}:provisioned-model/a1b2c3d4e5f6`, 'us-east-1'],
    [`arn:aws:bedrock:us-east-1:${ACCOUNT}:prompt/ABCDEFGHIJ:12`, 'us-east-1'],
    [`arn:aws:bedrock:us-east-1:${ACCOUNT}:custom-model/amazon.nova-lite-v1:0:300k/a1b2c3d4e5f6`, 'us-east-1'],
    [`arn:aws:bedrock:us-east-1:${ACCOUNT}:imported-model/a1b2c3d4e5f6`, 'us-east-1'],
    [
      `arn:aws-us-gov:bedrock:us-gov-west-1:${ACCOUNT}:inference-profile/us-gov.anthropic.claude-3-haiku-20240307-v1:0`,
      'us-gov-west-1',
    ],
  ])('%s is Bedrock with its region', (id, region) =>
    expect(recogniseModelId(id)).toEqual({ id, providers: ['bedrock'], anywhere: false, region }),
  );

  it.each([
    [
      'openai',
      'gpt-4-0314 gpt-3.5-turbo-0301 gpt-4o gpt-4o-mini-2024-07-18 gpt-5.4-mini gpt-35-turbo chatgpt-4o-latest o1 o3 o4-mini o3-mini-2025-01-31 o1-pro ft:gpt-4o-mini-2024-07-18:acme::abc123 text-embedding-3-small text-embedding-ada-002',
    ],
    [
      'anthropic',
      'claude-3-5-sonnet-20240620 claude-sonnet-4-6 claude-opus-4-1-20250805 claude-2.1 claude-instant-1.2 claude-3-opus@20240229 claude-3-5-haiku-latest',
    ],
    [
      'google',
      'gemini-1.5-pro-002 gemini-2.5-flash gemini-pro gemini-flash-latest models/gemini-2.0-flash text-embedding-004 chat-bison@001',
    ],
    ['mistral', 'mistral-large-latest mistral-small-2409 codestral-latest mistral-embed'],
    ['cohere', 'command-r-plus command-a-03-2025 embed-english-v3.0'],
  ])('%s: %s', (provider, ids) => {
    for (const id of ids.split(' '))
      expect(recogniseModelId(id), id).toEqual({ id, providers: [provider], anywhere: false });
  });

  it.each([
    ['llama-3.1-8b-instruct', []],
    ['llama3.1:8b', []],
    ['meta-llama/Llama-3.3-70B-Instruct', []],
    ['gpt-oss-20b', []],
    ['Qwen/Qwen2.5-7B-Instruct', []],
    ['openai/gpt-4o', []],
    ['bedrock/anthropic.claude-3-5-sonnet-20240620-v1:0', []],
    ['open-mixtral-8x22b', ['mistral']],
    ['mistral-7b-instruct', ['mistral']],
    ['deepseek-chat', ['deepseek']],
  ])('%s may be served anywhere', (id, providers) =>
    expect(recogniseModelId(id)).toEqual({ id, providers, anywhere: true }),
  );

  it.each(
    (
      'openai.chat.completions anthropic.messages.create mistral.chat openai.gpt anthropic.claude.messages google.cloud.storage ' +
      'gpt-4.md prompts/gpt-4.txt evals/gpt-4 https://platform.openai.com/docs/models/gpt-4 gpt-3-encoder gpt-tokenizer claude-code ' +
      'claude-code-action@v1 anthropics/claude-code-action@v1 llama-index mistral-common gemini-cli cohere-ai @anthropic-ai/sdk o3x o10 ' +
      'foo1 o11y gpt GPT-4 claude command mistral llama da39a3ee5e6b4b0d3255bfef95601890afd80709 1.2.3 us.east-1 my-fine-tune ' +
      'arn:aws:s3:::bucket/gpt-4 arn:aws:bedrock:us-east-1:123:guardrail/abc com.example.service-v1 constructor __proto__'
    ).split(' '),
  )('%s is no model ID', (text) => expect(recogniseModelId(text)).toBeUndefined());

  it('refuses endless text', () => expect(recogniseModelId(`gpt-4${'-a'.repeat(1000)}`)).toBeUndefined());
});
