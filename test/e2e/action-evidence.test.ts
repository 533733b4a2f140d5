import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import type { Script } from '../support/model-servers/script.ts';
import { checkOut } from './support/checkout.ts';
import { scenario } from './support/stage.ts';
import { changeover } from './support/terminal.ts';
import {
  answering,
  CONFIG,
  NEW_MODEL,
  numbers,
  type TriageOptions,
  ticketOf,
  tickets,
  triage,
  unless,
} from './support/triage.ts';

interface Situation {
  readonly verdict: string;
  readonly reply?: Script;
  readonly both?: TriageOptions;
  readonly head?: TriageOptions;
}

const OUT_OF_SERVICE = { status: 503, headers: { 'retry-after': '3600' } };
const SLICED = tickets(60, (number) => ({ slice: number <= 12 ? 'refunds' : 'parcels', critical: number === 40 }));

/** Every kind of verdict that calls lead to, and some that none do. */
const SITUATIONS: Readonly<Record<string, Situation>> = {
  'a pass': { verdict: 'pass' },
  'a fail by slice and by critical case': {
    verdict: 'fail',
    reply: answering({ [NEW_MODEL]: [...numbers(1, 10), 40] }),
    both: { cases: SLICED, application: { acceptance: { accuracy: { 'max-drop': 0.3, slices: 'all' } } } },
  },
  'an open question': { verdict: 'inconclusive', reply: answering({ [NEW_MODEL]: numbers(1, 3) }) },
  'too many failed calls': {
    verdict: 'invalid',
    reply: unless(NEW_MODEL, (call) => (ticketOf(call) <= 2 ? OUT_OF_SERVICE : undefined)),
  },
  'a cap that was reached': { verdict: 'invalid', both: { policy: { 'max-cost-usd': 0.00025 } } },
  'refused requests': {
    verdict: 'fail',
    reply: unless(NEW_MODEL, (call) => (ticketOf(call) <= 12 ? { status: 400 } : undefined)),
  },
  'all metrics of operation': {
    verdict: 'fail',
    both: {
      cases: tickets(60),
      application: {
        acceptance: {
          accuracy: { min: 0.9, 'max-drop': 0.1 },
          'output-tokens': { 'max-ratio': 1.1 },
          'truncation-rate': { 'max-rise': 0.2 },
          cost: { 'max-ratio': 3, enforce: 'report' },
        },
      },
    },
    reply: unless(NEW_MODEL, (call) => ({
      text: 'delivery',
      outputTokens: 5 + ticketOf(call),
      stopReason: 'end_turn',
    })),
  },
  'a prompt that cannot be filled': { verdict: 'invalid', head: { prompt: '{{customer}}: {{input}}\n' } },
  'a head that proposes': {
    verdict: 'not-applicable',
    head: {
      model: 'anthropic.claude-3-haiku-20240307-v1:0',
      applications: { other: { model: { value: NEW_MODEL }, suite: 'evals/triage.jsonl' } },
    },
  },
};

describe.concurrent('evidence', () => {
  for (const [name, { verdict, reply, both, head }] of Object.entries(SITUATIONS)) {
    scenario(`of ${name} gives the same verdict again, offline`, async ({ stage }) => {
      if (reply !== undefined) stage.reply(reply);
      const pull = await stage.pullRequest({
        base: triage(both),
        head: triage({ ...both, model: NEW_MODEL, ...head }),
      });
      const { main, workspace } = await stage.run(pull);
      expect(main.outputs['verdict']).toBe(verdict);
      const verified = await changeover(workspace, ['verify', 'changeover-evidence']);
      expect(verified.stdout + verified.stderr).not.toBe('');
      expect(verified.code, verified.stdout + verified.stderr).toBe(0);
    });
  }

  scenario('that somebody touched does not', async ({ stage }) => {
    stage.reply(answering({ [NEW_MODEL]: numbers(1, 12) }));
    const pull = await stage.pullRequest({ base: triage(), head: triage({ model: NEW_MODEL }) });
    const { workspace } = await stage.run(pull);
    const file = `${workspace}/changeover-evidence/observations.jsonl`;
    const kept = readFileSync(file, 'utf8');
    writeFileSync(file, kept.replaceAll('"billing"', '"delivery"'));
    expect((await changeover(workspace, ['verify', 'changeover-evidence'])).code).toBe(4);
    writeFileSync(file, kept);
    expect((await changeover(workspace, ['verify', 'changeover-evidence'])).code).toBe(0);
    appendFileSync(file, kept.slice(0, kept.indexOf('\n') + 1));
    expect((await changeover(workspace, ['verify', 'changeover-evidence'])).code).toBe(4);
  });

  scenario('of a configuration that cannot be read is there all the same', async ({ stage }) => {
    const base = { ...triage(), [CONFIG]: 'version: 1\n' };
    const pull = await stage.pullRequest({ base, head: { ...base, 'app/triage.yml': 'x: 1\n' } });
    const { verdict, workspace } = await stage.run(pull);
    expect(verdict).toMatchObject({ verdict: 'invalid', migrations: [] });
    expect(readFileSync(`${workspace}/changeover-evidence/comment.md`, 'utf8')).toContain('Changeover: invalid');
  });

  scenario('of the command that the comment gives to reproduce it has the same figures', async ({ stage }) => {
    stage.reply(answering({ [NEW_MODEL]: numbers(1, 12) }));
    const config = 'evals/changeover.yml';
    const at = (options: TriageOptions) => {
      const { [CONFIG]: configuration = '', ...files } = triage(options);
      return { ...files, [config]: configuration };
    };
    const options = { base: at({}), head: at({ model: NEW_MODEL }) };
    const pull = await stage.pullRequest(options);
    const { comment, verdict } = await stage.run(pull, { inputs: { config } });
    const [, words = ''] = /`changeover (check [^`]+)`/.exec(comment) ?? [];
    const folder = stage.folder();
    await checkOut(stage.github, pull, folder, [
      { sha: pull.baseSha, files: options.base },
      { sha: pull.headSha, files: options.head },
    ]);
    const again = await changeover(folder, words.split(' '), { env: stage.environment });
    expect(again.code, again.stdout + again.stderr).toBe(1);
    const local = JSON.parse(readFileSync(`${again.evidence}/verdict.json`, 'utf8')) as NonNullable<typeof verdict>;
    expect(local.digests).toEqual(verdict?.digests);
    expect(local.migrations[0]?.findings).toEqual(verdict?.migrations[0]?.findings);
    expect([local.base, local.head, local.source]).toEqual([verdict?.base, verdict?.head, verdict?.source]);
  });
});
