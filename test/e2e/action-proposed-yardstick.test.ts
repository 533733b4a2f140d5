import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { KIM, LENA, letIn } from './support/commands.ts';
import { type Outcome, type Stage, scenario } from './support/stage.ts';
import { changeover } from './support/terminal.ts';
import { answering, NEW_MODEL, numbers, type TriageOptions, tickets, triage } from './support/triage.ts';

const OWNED: TriageOptions = { policy: { owners: ['@lena'] } };
/** The new model gets 12 of 20 tickets wrong. */
const BAD = answering({ [NEW_MODEL]: numbers(1, 12) });
const margin = (bound: number): TriageOptions => ({ application: { acceptance: { accuracy: { 'max-drop': bound } } } });

/** A pull request of a worse model that also changes what measures it, in a repository whose owner is `@lena`. */
async function open(stage: Stage, proposed: TriageOptions) {
  stage.reply(BAD);
  const head = triage({ ...OWNED, ...proposed, model: NEW_MODEL });
  const pull = await stage.pullRequest({ base: triage(OWNED), head });
  letIn(stage.github, pull);
  return pull;
}

function verified({ workspace }: Outcome, folder: string) {
  return changeover(folder, ['verify', join(workspace, 'changeover-evidence')]);
}

describe.concurrent('a worse model with a yardstick of its own', () => {
  scenario('is told what its own yardstick would say, and is not let through by it', async ({ stage }) => {
    const pull = await open(stage, margin(0.9));
    const outcome = await stage.run(pull);
    expect(outcome.verdict).toMatchObject({ verdict: 'fail', underProposed: { verdict: 'pass' } });
    expect(outcome.status?.state).toBe('failure');
    expect(outcome.comment).toContain('margin of `accuracy` 0.2 → 0.9 (looser)');
    expect(outcome.comment).toMatch(/Under the proposed yardstick: ✅ \*\*pass\*\*/);
    // Looking at it cost nothing: every ticket was asked once on each side.
    expect(stage.models.calls).toHaveLength(40);
    expect((await verified(outcome, stage.folder())).code).toBe(0);
    expect(await pull.merge()).toMatchObject({ merged: false });
  });

  scenario('is let through once an owner approves it, with both verdicts and the name', async ({ stage }) => {
    const pull = await open(stage, margin(0.9));
    await pull.reviewAs(LENA);
    const outcome = await stage.run(pull);
    expect(outcome.verdict).toMatchObject({ verdict: 'pass', underBase: { verdict: 'fail' } });
    expect(outcome.status).toMatchObject({
      state: 'success',
      description: 'Accepted by the yardstick that @lena approved: the one blocking criterion holds',
    });
    expect(outcome.comment).toContain('**Decided by the proposed yardstick,** which `@lena` approved');
    expect(outcome.comment).toMatch(/Under the base branch's yardstick: ❌ \*\*fail\*\*/);
    expect((await verified(outcome, stage.folder())).code).toBe(0);
    expect(await pull.merge()).toMatchObject({ merged: true });

    const evidence = join(outcome.workspace, 'changeover-evidence');
    const proposed = JSON.parse(readFileSync(join(evidence, 'proposed-yardstick.json'), 'utf8'));
    expect(proposed.commit).toBe(pull.headSha);
    rmSync(join(evidence, 'proposed-yardstick.json'));
    expect((await verified(outcome, stage.folder())).code).toBe(4);
  });

  scenario('needs a new approval after a push that proposes more', async ({ stage }) => {
    const pull = await open(stage, margin(0.9));
    await pull.reviewAs(LENA);
    expect((await stage.run(pull)).status?.state).toBe('success');
    await pull.push(triage({ ...OWNED, ...margin(1), model: NEW_MODEL }));
    const outcome = await stage.run(pull);
    expect(outcome.status?.state).toBe('failure');
    expect(outcome.verdict).toMatchObject({ verdict: 'fail', underProposed: { verdict: 'pass' } });
  });

  scenario('never calls an endpoint that only the head names, approved or not', async ({ stage }) => {
    const pull = await open(stage, {
      ...margin(0.9),
      configuration: { providers: { bedrock: { region: 'eu-west-1' } } },
    });
    await pull.reviewAs(LENA);
    const outcome = await stage.run(pull);
    expect(outcome.verdict?.yardstickChanges?.changes).toContainEqual(
      expect.objectContaining({ kind: 'provider', provider: 'bedrock', key: 'region', to: 'eu-west-1' }),
    );
    expect(outcome.verdict).toMatchObject({
      verdict: 'fail',
      underProposed: { verdict: 'inconclusive', reason: { kind: 'not-measured', missing: 40 } },
    });
    expect(outcome.status?.state).toBe('failure');
    expect(outcome.comment).toContain('not all that it asks for was measured');
  });
});

const wrongCases = (number: number) => (number <= 12 ? { expected: 'billing' } : {});
const PROPOSALS: readonly [string, TriageOptions][] = [
  ['widens the margin', margin(0.9)],
  ['deletes the failing cases', { cases: tickets(20).slice(12) }],
  ['edits the expected answers', { cases: tickets(20, wrongCases) }],
  [
    'swaps the scorer',
    { application: { suite: { cases: 'evals/triage.jsonl', scorers: { accuracy: { type: 'length', max: 100 } } } } },
  ],
  ['makes a stranger an owner', { ...margin(0.9), policy: { owners: ['@lena', '@kim', '@octocat'] } }],
  ['only watches', { policy: { owners: ['@kim'], mode: 'observe' } }],
];

describe.concurrent('without the word of an owner at the base, nothing is let through that', () => {
  for (const [name, proposed] of PROPOSALS) {
    scenario(name, async ({ stage }) => {
      const pull = await open(stage, { ...OWNED, ...proposed });
      expect((await stage.run(pull)).status?.state).toBe('failure');
      // Somebody who owns nothing at the base, the author, an owner about another commit.
      await pull.reviewAs(KIM);
      await pull.reviewAs({ login: 'octocat' });
      await pull.reviewAs(LENA, 'APPROVE', pull.sourceSha);
      const outcome = await stage.run(pull);
      expect(outcome.status?.state).toBe('failure');
      expect(outcome.verdict?.underBase).toBeUndefined();
      expect(await pull.merge()).toMatchObject({ merged: false });
    });
  }
});
