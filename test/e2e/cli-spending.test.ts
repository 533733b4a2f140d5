import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startModelServer } from '../support/model-servers/server.ts';
import { BOTH_SIDES, bedrockAt, changeOf } from './support/change.ts';
import { changeover, emptyFolder, verdictIn } from './support/terminal.ts';
import { answering, NEW_MODEL, OLD_MODEL, triage } from './support/triage.ts';

/** 20 tokens in and 2 out cost 2.2 cents, so that a run of 40 calls costs 88. */
const PRICES = { [OLD_MODEL]: { input: 1000, output: 1000 }, [NEW_MODEL]: { input: 1000, output: 1000 } };

test('the cap of a month is kept in a terminal, and what is paid for stays usable', async () => {
  const server = await startModelServer(answering());
  const both = { policy: { 'max-cost-usd-per-month': 2 }, configuration: { prices: PRICES } };
  const head = triage({ ...both, model: NEW_MODEL });
  const { folder, repository } = changeOf(triage(both), head);
  const cache = emptyFolder();
  const env = { ...bedrockAt(server), CHANGEOVER_CACHE_DIR: cache };

  const first = await changeover(folder, ['check', ...BOTH_SIDES], { env });
  expect(first.code, first.stderr).toBe(0);
  const entries = readFileSync(join(cache, 'spending.jsonl'), 'utf8').trim().split('\n');
  expect(entries.map((line) => (JSON.parse(line) as { usd: number }).usd)).toEqual([2, expect.closeTo(0.88, 6)]);

  repository.commit({ 'prompts/triage.md': '{{input}} Please.\n' });
  const second = await changeover(folder, ['check', ...BOTH_SIDES, '--no-cache'], { env });
  expect(second.code, second.stderr).toBe(3);
  expect(verdictIn(second.evidence).problems[0]?.message).toMatch(
    /^policy\.max-cost-usd-per-month is US\$2\.00, of which US\$0\.88 was spent before this run/,
  );
  expect((await changeover(folder, ['verify', 'changeover-evidence'])).code).toBe(0);

  // Nothing is left for a new call; what the first check paid for costs nothing.
  const spent = `${JSON.stringify({ month: new Date().toISOString().slice(0, 7), repository: folder, run: 'another', usd: 2 })}\n`;
  appendFileSync(join(cache, 'spending.jsonl'), spent);
  repository.git('checkout', '--quiet', '-b', 'again', 'HEAD~1');
  const calls = server.calls.length;
  const again = await changeover(folder, ['check', '--base', 'main', '--head', 'again'], { env });
  expect(again.code, again.stderr).toBe(0);
  expect(server.calls.length).toBe(calls);
  await server.close();
});
