import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { leaksIn, SECRETS } from './support/secrets.ts';
import { scenario } from './support/stage.ts';
import { NEW_MODEL, triage, unless } from './support/triage.ts';

const CHANGE = { base: triage(), head: triage({ model: NEW_MODEL }) };

// That no run leaks is asserted at the end of every run, of all scenarios; here is what tempts it, and that the search works.
describe.concurrent('secrets', () => {
  scenario('do not appear where the runner asks for debug output', async ({ stage }) => {
    const { main } = await stage.run(await stage.pullRequest(CHANGE), { env: { RUNNER_DEBUG: '1', DEBUG: '*' } });
    expect(main.code).toBe(0);
  });

  scenario('do not appear when GitHub or a model refuses them', async ({ stage }) => {
    const message = `The request signature does not match: x-amz-security-token:${SECRETS.awsSecret}`;
    stage.reply(unless(NEW_MODEL, () => ({ status: 403, type: 'UnrecognizedClientException', message })));
    stage.github.faults.add({ operation: 'issues/create-comment', answer: 401, times: 9 });
    const { main } = await stage.run(await stage.pullRequest(CHANGE));
    expect(main.code).toBe(1);
  });

  scenario('do not appear when an endpoint says what it was sent', async ({ stage }) => {
    const providers = {
      local: { type: 'openai', 'base-url': stage.models.openaiUrl, 'api-key-env': 'OPENAI_API_KEY' },
    };
    const options = { configuration: { providers }, application: { provider: 'local' } };
    stage.reply(({ headers, model }) => {
      const key = String(headers['authorization']);
      return { text: model === 'new' ? `${key} ${Buffer.from(SECRETS.openaiKey).toString('base64')}` : 'delivery' };
    });
    const pull = await stage.pullRequest({
      base: triage({ ...options, model: 'old' }),
      head: triage({ ...options, model: 'new' }),
    });
    const { status, comment } = await stage.run(pull);
    expect(status?.state).toBe('failure');
    expect(comment).toContain('[redacted]');
  });

  scenario('are told to the runner, so that it hides them itself', async ({ stage }) => {
    const token = stage.github.token();
    const { main } = await stage.run(await stage.pullRequest(CHANGE), { token });
    expect(main.commands).toContainEqual({ command: 'add-mask', properties: {}, message: token });
  });

  scenario('would be found if they did appear, in whatever form', async ({ stage }) => {
    const outcome = await stage.run(await stage.pullRequest(CHANGE));
    const file = `${outcome.workspace}/changeover-evidence/observations.jsonl`;
    const found = [
      SECRETS.openaiKey,
      Buffer.from(`Bearer ${SECRETS.openaiKey}`).toString('base64'),
      Buffer.from(SECRETS.awsSecret).toString('hex'),
    ].map((form) => {
      writeFileSync(file, `words ${form} words`);
      return leaksIn(outcome, 'ghs_test-github-actions');
    });
    expect(found.map((leaks) => leaks.length)).toEqual([1, 1, 1]);
  });
});

it('keeps every secret of the tests recognisable', () => {
  expect(Object.values(SECRETS).every((secret) => secret.startsWith('not-a-real-'))).toBe(true);
});
