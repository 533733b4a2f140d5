import { expect, test } from 'vitest';
import type { Cell, ModelRequest } from '../../../src/core/contracts/cell.ts';
import { replyKey } from '../../../src/core/plan/reply-key.ts';

const CELL: Cell = { application: 'triage', side: 'source', caseId: 'c1', trial: 0 };
const TARGET: Cell = { ...CELL, side: 'target' };
const ADDRESS = 'bedrock us-east-1';
const REQUEST: ModelRequest = {
  provider: 'bedrock',
  model: 'amazon.nova-lite-v1:0',
  system: 'Sort.',
  messages: [{ role: 'user', content: 'Where is it?' }],
  parameters: { 'max-tokens': 64, temperature: 0 },
  deployment: { region: 'us-east-1' },
};
const KEY = replyKey(CELL, REQUEST, ADDRESS);

test('is a digest', () => {
  expect(KEY).toMatch(/^[0-9a-f]{64}$/);
});

test.each<[string, string]>([
  ['the side', replyKey(TARGET, REQUEST, ADDRESS)],
  ['the provider’s name', replyKey(CELL, { ...REQUEST, provider: 'my-bedrock' }, ADDRESS)],
  ['the order of members', replyKey(CELL, { ...REQUEST, parameters: { temperature: 0, 'max-tokens': 64 } }, ADDRESS)],
])('%s does not shape a reply', (_, key) => {
  expect(key).toBe(KEY);
});

const { system: _system, ...withoutSystem } = REQUEST;

test.each<[string, string]>([
  ['the application', replyKey({ ...CELL, application: 'other' }, REQUEST, ADDRESS)],
  ['the case', replyKey({ ...CELL, caseId: 'c2' }, REQUEST, ADDRESS)],
  ['the trial', replyKey({ ...CELL, trial: 1 }, REQUEST, ADDRESS)],
  ['where it goes', replyKey(CELL, REQUEST, 'bedrock eu-west-1')],
  ['the model', replyKey(CELL, { ...REQUEST, model: 'amazon.nova-pro-v1:0' }, ADDRESS)],
  ['the system text', replyKey(CELL, { ...REQUEST, system: 'Sort!' }, ADDRESS)],
  ['no system text', replyKey(CELL, withoutSystem, ADDRESS)],
  ['the message', replyKey(CELL, { ...REQUEST, messages: [{ role: 'user', content: 'Where?' }] }, ADDRESS)],
  ['a parameter', replyKey(CELL, { ...REQUEST, parameters: { 'max-tokens': 65, temperature: 0 } }, ADDRESS)],
  [
    'the type of a parameter',
    replyKey(CELL, { ...REQUEST, parameters: { 'max-tokens': '64', temperature: 0 } }, ADDRESS),
  ],
  ['the deployment', replyKey(CELL, { ...REQUEST, deployment: {} }, ADDRESS)],
  ['a layer of later versions', replyKey(CELL, { ...REQUEST, tools: [] } as ModelRequest, ADDRESS)],
])('%s does', (_, key) => {
  expect(key).not.toBe(KEY);
});
