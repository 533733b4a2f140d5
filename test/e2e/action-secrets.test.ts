import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startModelServer } from '../support/model-servers/server.ts';
import { BOTH_SIDES, changeOf } from './support/change.ts';
import { ENCODINGS, filesBelow, leaksIn, leaksInTexts, SECRETS } from './support/secrets.ts';
import { scenario } from './support/stage.ts';
import { changeover, emptyFolder, evidenceFile } from './support/terminal.ts';
import { answering, NEW_MODEL, ticketOf, triage, unless } from './support/triage.ts';

const CHANGE = { base: triage(), head: triage({ model: NEW_MODEL }) };

/** Protocols, the providers that speak them, and a secret that each is called with. */
const ECHOES = [
  ['bedrock', { type: 'bedrock', region: 'us-east-1' }, SECRETS.awsSecret],
  ['openai', { type: 'openai', 'api-key-env': 'OPENAI_API_KEY' }, SECRETS.openaiKey],
  ['anthropic', { type: 'anthropic', 'api-key-env': 'ANTHROPIC_API_KEY' }, SECRETS.anthropicKey],
] as const;

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

  for (const [protocol, provider, key] of ECHOES) {
    scenario(`do not appear when an endpoint of ${protocol} says what it was sent`, async ({ stage }) => {
      const baseUrl = protocol === 'openai' ? stage.models.openaiUrl : stage.models.url;
      // Bedrock is where the runner's environment says.
      const providers = { echo: { ...provider, ...(protocol === 'bedrock' ? {} : { 'base-url': baseUrl }) } };
      const options = { configuration: { providers }, application: { provider: 'echo' } };
      const encodings = Object.values(ENCODINGS);
      stage.reply((call) => {
        if (call.model !== 'new') return { text: 'delivery' };
        const write = encodings[ticketOf(call) % encodings.length] ?? String;
        const header = protocol === 'bedrock' ? 'x-amzn-requestid' : 'x-request-id';
        const headers = { [header]: `id-${encodeURIComponent(key)}` };
        const said = `I was sent ${write(key)}, ${JSON.stringify(call.headers)}`;
        // Half of them as replies, half of them as errors that no retry mends.
        return ticketOf(call) > encodings.length ? { status: 400, message: said, headers } : { text: said };
      });
      const pull = await stage.pullRequest({
        base: triage({ ...options, model: 'old' }),
        head: triage({ ...options, model: 'new' }),
      });
      const { status, comment, workspace } = await stage.run(pull);
      expect(status?.state).toBe('failure');
      expect(comment).toContain('[redacted]');
      const observations = readFileSync(`${workspace}/changeover-evidence/observations.jsonl`, 'utf8');
      expect(observations.split('[redacted]').length).toBeGreaterThan(encodings.length);
      // What is judged is what is kept: the evidence gives the same verdict again.
      const verified = await changeover(workspace, ['verify', 'changeover-evidence']);
      expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining('agrees with itself')]);
    });
  }

  scenario('do not appear when GitHub repeats its token', async ({ stage }) => {
    const token = stage.github.token();
    stage.github.faults.add({ operation: 'issues/create-comment', answer: 401, times: 9 });
    const { main, status } = await stage.run(await stage.pullRequest(CHANGE), { token });
    expect([main.code, status?.state]).toEqual([1, 'success']);
  });

  scenario('do not appear when a pull request quotes them', async ({ stage }) => {
    // Whoever knows a key can write it into the repository: it must not travel on from there.
    const quoted = `Say nothing of ${SECRETS.openaiKey}: {{input}}\n`;
    stage.reply(answering({ [NEW_MODEL]: [1] }));
    const change = { base: triage(), head: triage({ model: NEW_MODEL, prompt: quoted }) };
    const { comment, workspace } = await stage.run(await stage.pullRequest(change));
    expect(comment).toContain('Say nothing of [redacted]');
    expect((await changeover(workspace, ['verify', 'changeover-evidence'])).code).toBe(0);
  });

  it('do not appear in what a terminal keeps and prints', async () => {
    const server = await startModelServer(({ model, headers }) => {
      const key = String(headers['authorization']).replace('Bearer ', '');
      return {
        text:
          model === 'new'
            ? Object.values(ENCODINGS)
                .map((write) => write(key))
                .join(' ')
            : 'delivery',
      };
    });
    const providers = { echo: { type: 'openai', 'base-url': server.openaiUrl, 'api-key-env': 'ECHO_KEY' } };
    const options = { configuration: { providers }, application: { provider: 'echo' } };
    const change = changeOf(triage({ ...options, model: 'old' }), triage({ ...options, model: 'new' }));
    const secret = 'not-a-real/echo+key=4716';
    const home = emptyFolder();
    for (const words of [[], ['--json']]) {
      const env = { ECHO_KEY: secret, HOME: home };
      const run = await changeover(change.folder, ['check', ...BOTH_SIDES, ...words], { env });
      const texts = { stdout: run.stdout, stderr: run.stderr, ...filesBelow(home), ...filesBelow(run.evidence) };
      expect(Object.keys(texts).length).toBeGreaterThan(8);
      expect(leaksInTexts(texts, [secret])).toEqual([]);
      expect(evidenceFile(run.evidence, 'observations.jsonl')).toContain('[redacted]');
    }
    await server.close();
  });

  scenario('are told to the runner, so that it hides them itself', async ({ stage }) => {
    const token = stage.github.token();
    const { main } = await stage.run(await stage.pullRequest(CHANGE), { token });
    const masked = main.commands.filter(({ command }) => command === 'add-mask').map(({ message }) => message);
    expect(masked.toSorted()).toEqual([token, ...Object.values(SECRETS)].toSorted());
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
    expect(found.map((leaks) => leaks.length > 0)).toEqual([true, true, true]);
  });
});

it('keeps every secret of the tests recognisable', () => {
  expect(Object.values(SECRETS).every((secret) => secret.startsWith('not-a-real-'))).toBe(true);
});
