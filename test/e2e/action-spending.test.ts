import { describe, expect } from 'vitest';
import { spentIn, totalSpent } from '../../src/github/spent-line.ts';
import { type Outcome, scenario } from './support/stage.ts';
import { changeover } from './support/terminal.ts';
import { NEW_MODEL, OLD_MODEL, type TriageOptions, triage } from './support/triage.ts';

/** 20 tokens in and 2 out cost 2.2 cents, so that a run of 40 calls costs 88. */
const PRICES = { [OLD_MODEL]: { input: 1000, output: 1000 }, [NEW_MODEL]: { input: 1000, output: 1000 } };
const RUN = 0.88;

function change(policy: TriageOptions['policy']) {
  const both = { policy: { ...policy }, configuration: { prices: PRICES } };
  return { base: triage(both), head: triage({ ...both, model: NEW_MODEL }) };
}

const pushed = (policy: TriageOptions['policy'], text: string) => {
  const { head } = change(policy);
  return { ...head, 'prompts/triage.md': `{{input}} ${text}\n` };
};

const spentOn = ({ comment }: Outcome) => totalSpent(spentIn(comment) ?? { unreadable: Number.NaN });
const operations = ({ requests }: Outcome) => requests.map(({ operation }) => operation);

describe.concurrent('a cap on what runs spend together', () => {
  scenario('counts all runs of a pull request, in its comment', async ({ stage }) => {
    const policy = { 'max-cost-usd-per-pull-request': 2 };
    const pull = await stage.pullRequest(change(policy));
    const first = await stage.run(pull);
    expect(first.status?.state).toBe('success');
    expect(spentOn(first)).toBeCloseTo(RUN, 3);
    expect(first.comment.split('\n')[1]).toMatch(/^<!-- changeover:spent \{"\d{4}-\d{2}":0\.88\d*\} -->$/);
    expect(first.own).toHaveLength(1);

    await pull.push(pushed(policy, 'Please.'));
    const calls = stage.models.calls.length;
    const second = await stage.run(pull);
    expect(stage.models.calls.length).toBeGreaterThan(calls);
    expect(second.own).toHaveLength(1);
    expect(second.comment).toMatch(/^### What was spent on what$/m);

    await pull.push(pushed(policy, 'At once.'));
    const third = await stage.run(pull);
    const total = spentOn(third);
    expect(total).toBeLessThanOrEqual(2);
    expect(total).toBeGreaterThan(spentOn(first));
    expect(third.status?.state).toBe('error');
    expect(third.status?.description).toMatch(
      /^Invalid: The cost cap was reached: policy\.max-cost-usd-per-pull-request is US\$2\.00, of which US\$/,
    );
    expect(third.comment).toContain('by earlier runs of this pull request');
    expect(third.comment).toContain('Raise `policy.max-cost-usd-per-pull-request` on the base branch');
    const verified = await changeover(second.workspace, ['verify', 'changeover-evidence']);
    expect([verified.code, verified.stderr]).toEqual([0, '']);
  });

  scenario('counts all pull requests of a month', async ({ stage }) => {
    const policy = { 'max-cost-usd-per-month': 2 };
    const pull = await stage.pullRequest(change(policy));
    expect((await stage.run(pull)).status?.state).toBe('success');
    const other = await pull.another(pushed(policy, 'Please.'));
    const { status, comment, verdict } = await stage.run(other);
    expect(status?.state).toBe('error');
    expect(status?.description).toContain(
      'policy.max-cost-usd-per-month is US$2.00, of which US$0.88 was spent before this run',
    );
    expect(comment).toContain('or wait for the next month');
    expect(verdict?.verdict).toBe('invalid');
  });

  scenario('counts all that a killed run was allowed to spend', async ({ stage }) => {
    const pull = await stage.pullRequest(change({ 'max-cost-usd-per-pull-request': 1 }));
    let replies = 0;
    stage.reply(({ asks }) => {
      replies += asks === 'reply' ? 1 : 0;
      return replies > 4 ? { connection: 'silence' } : { text: 'delivery' };
    });
    const interrupt = { when: (output: string) => output.includes('of 40 calls'), how: 'kill' } as const;
    const killed = await stage.run(pull, { interrupt });
    expect(killed.comment).toContain('Changeover: evaluating');
    expect(spentOn(killed)).toBe(1);
    const calls = stage.models.calls.length;
    const next = await stage.run(pull);
    expect(stage.models.calls.length, 'calls with nothing left').toBe(calls);
    expect(next.status?.description).toContain('of which US$1.00 was spent before this run');
    expect(spentOn(next)).toBe(1);
  });

  scenario('is not kept where it cannot be written down, so nothing is called', async ({ stage }) => {
    const pull = await stage.pullRequest(change({ 'max-cost-usd-per-month': 100 }));
    const { status, own } = await stage.run(pull, { inputs: { comment: 'never' } });
    expect(stage.models.calls).toHaveLength(0);
    expect(own).toEqual([]);
    expect(status?.state).toBe('error');
    expect(status?.description).toMatch(
      /policy\.max-cost-usd-per-month cannot be kept: the input `?comment`? is `?never/,
    );
  });

  scenario('needs prices, like the cap of one run', async ({ stage }) => {
    const both = { policy: { 'max-cost-usd-per-month': 100 } };
    const head = triage({ ...both, model: 'amazon.house-blend-v9:0' });
    const { status } = await stage.run(await stage.pullRequest({ base: triage(both), head }));
    expect(stage.models.calls).toHaveLength(0);
    expect(status?.description).toContain('so policy.max-cost-usd-per-month cannot be kept');
  });

  scenario('that nobody set asks nothing more of GitHub', async ({ stage }) => {
    const outcome = await stage.run(await stage.pullRequest(change(undefined)));
    // Once before the comment is made, once after it: two first runs at the same time must not leave two comments.
    expect(operations(outcome).filter((operation) => operation === 'issues/list-comments')).toHaveLength(2);
    expect(operations(outcome)).not.toContain('issues/list-comments-for-repo');
    expect(operations(outcome)).not.toContain('issues/update-comment');
    expect(outcome.comment).not.toContain('changeover:spent');
  });
});
