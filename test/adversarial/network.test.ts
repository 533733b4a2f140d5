import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect } from 'vitest';
import { KIM, letIn } from '../e2e/support/commands.ts';
import { SECRETS } from '../e2e/support/secrets.ts';
import type { Stage } from '../e2e/support/stage.ts';
import { answering, NEW_MODEL, numbers, triage } from '../e2e/support/triage.ts';
import { LEAST_PERMISSIONS } from '../support/github/tokens.ts';
import { startRunnerStores } from '../support/runner-stores/stores.ts';
import { BLOCKED, GREEN } from './table/attack.ts';
import { attackOnStage } from './table/stage-attack.ts';

const CHANGE = { base: triage(), head: triage({ model: NEW_MODEL }) };
const BAD = answering({ [NEW_MODEL]: numbers(1, 20) });

/** A server that somebody would like to have called; it notes who was. */
async function elsewhere<T>(use: (url: string, calls: readonly string[]) => Promise<T>): Promise<T> {
  const calls: string[] = [];
  const server = http.createServer((request, response) => {
    calls.push(`${request.method} ${request.headers.authorization ?? ''}`);
    response.end('{"choices":[{"message":{"role":"assistant","content":"delivery"},"finish_reason":"stop"}]}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const at = (url: string, model: string) =>
  triage({
    model,
    configuration: { providers: { local: { type: 'openai', 'base-url': url, 'api-key-env': 'OPENAI_API_KEY' } } },
    application: { provider: 'local' },
  });

describe.concurrent('requests', () => {
  attackOnStage('T14', 'an endpoint that the head brings along', BLOCKED, (stage) =>
    elsewhere(async (url, calls) => {
      stage.reply((call) => ({ text: call.model === 'new' ? 'billing' : 'delivery' }));
      const pull = await stage.pullRequest({ base: at(stage.models.openaiUrl, 'old'), head: at(`${url}/v1`, 'new') });
      const { status } = await stage.run(pull);
      expect(calls).toEqual([]);
      return status?.state;
    }),
  );

  attackOnStage('T14', 'a redirect of the endpoint', BLOCKED, (stage) =>
    elsewhere(async (url, calls) => {
      stage.reply(() => ({ status: 307, bytes: '', headers: { location: `${url}/v1/chat/completions` } }));
      const base = stage.models.openaiUrl;
      const { status } = await stage.run(await stage.pullRequest({ base: at(base, 'old'), head: at(base, 'new') }));
      expect(calls).toEqual([]);
      return status?.state;
    }),
  );

  for (const url of [
    'http://models.example/v1',
    'http://169.254.169.254/latest',
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
  ]) {
    attackOnStage('T14', `a yardstick whose endpoint is ${url}`, BLOCKED, async (stage) => {
      const { status } = await stage.run(await stage.pullRequest({ base: at(url, 'old'), head: at(url, 'new') }));
      return status?.state;
    });
  }

  attackOnStage('T25', 'whom a whole run connects to: GitHub and the endpoint, nobody else', GREEN, async (stage) => {
    const folder = mkdtempSync(join(tmpdir(), 'changeover-contacts-'));
    const [log, hook] = [join(folder, 'log'), join(folder, 'hook.mjs')];
    writeFileSync(log, '');
    writeFileSync(hook, WATCH);
    const { status } = await stage.run(await stage.pullRequest(CHANGE), {
      env: { NODE_OPTIONS: `--import=${pathToFileURL(hook)}`, CONTACTS: log },
    });
    const contacts = new Set(readFileSync(log, 'utf8').trim().split('\n'));
    expect([...contacts].sort()).toEqual([portOf(stage.github.url), portOf(stage.models.url)].sort());
    return status?.state;
  });
});

/** Notes every connection that a process opens, by whatever client. */
const WATCH = `
import { appendFileSync } from 'node:fs';
import net from 'node:net';
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const given = Array.isArray(args[0]) ? args[0][0] : args[0];
  appendFileSync(process.env.CONTACTS, (given.host ?? 'localhost') + ':' + given.port + '\\n');
  return connect.apply(this, args);
};
`;

function portOf(url: string): string {
  return new URL(url).host;
}

describe.concurrent('secrets', () => {
  attackOnStage('T15', 'an endpoint that says what it was sent, as it is and encoded', BLOCKED, async (stage) => {
    stage.reply(({ headers, model }) => {
      const key = String(headers['authorization']);
      return { text: model === 'new' ? `${key} ${Buffer.from(SECRETS.openaiKey).toString('base64')}` : 'delivery' };
    });
    const url = stage.models.openaiUrl;
    return (await stage.run(await stage.pullRequest({ base: at(url, 'old'), head: at(url, 'new') }))).status?.state;
  });

  attackOnStage('T15', 'an endpoint that refuses, with what it was sent', BLOCKED, async (stage) => {
    stage.reply(({ headers }) => ({ status: 403, message: `Not with ${String(headers['authorization'])}` }));
    const url = stage.models.openaiUrl;
    return (await stage.run(await stage.pullRequest({ base: at(url, 'old'), head: at(url, 'new') }))).status?.state;
  });
});

describe.concurrent('kept replies', () => {
  attackOnStage('T17', 'of another pull request, and better ones', BLOCKED, async (stage) => {
    const kept = await keptRun(stage, async (run) => {
      const good = await stage.pullRequest(CHANGE);
      await run(good, {});
      stage.reply(BAD);
      const bad = await good.another(triage({ model: NEW_MODEL }));
      return await run(bad, {});
    });
    return kept.status?.state;
  });

  attackOnStage(['T17', 'T21'], 'are asked by a comment for another draw, until it passes', BLOCKED, async (stage) => {
    const stores = await startRunnerStores(stage.github.overrides.artifacts);
    try {
      const pull = await stage.pullRequest(CHANGE);
      letIn(stage.github, pull);
      const token = stage.github.token({ ...LEAST_PERMISSIONS, actions: 'read' });
      const jobOf = (eventName: string, file: string) => ({
        CHANGEOVER_CACHE: 'artifact',
        ...stores.job({
          repository: pull.repository,
          eventName,
          pullRequest: pull.number,
          workflowPath: `.github/workflows/${file}`,
        }),
      });
      stage.reply(BAD);
      await stage.run(pull, { token, env: jobOf('pull_request', 'changeover.yml') });
      // The model has a better day.
      stage.reply(answering());
      const event = await pull.commentEvent(await pull.commentAs(KIM, '/changeover run'), 'created');
      const env = jobOf('issue_comment', 'changeover-comments.yml');
      const { verdict, status } = await stage.run(pull, { eventName: 'issue_comment', event, token, env });
      expect(verdict).toMatchObject({ verdict: 'fail', attempt: 2 });
      return status?.state;
    } finally {
      await stores.close();
    }
  });

  attackOnStage(['T16', 'T17'], 'that a fork left as an artifact of the right name', BLOCKED, async (stage) => {
    const stores = await startRunnerStores(stage.github.overrides.artifacts);
    try {
      const pull = await stage.pullRequest(CHANGE);
      const token = stage.github.token({
        contents: 'read',
        pull_requests: 'write',
        statuses: 'write',
        actions: 'read',
      });
      const job = { repository: pull.repository, eventName: 'pull_request_target', pullRequest: pull.number };
      await stage.run(pull, { eventName: 'pull_request_target', token, env: stores.job(job) });
      const [own] = stage.github.overrides.artifacts.stored.splice(0);
      expect(own).toBeDefined();
      const fromFork = { repository: pull.repository, eventName: 'pull_request', headRepositoryId: 424_242 };
      stores.plantArtifact(fromFork, own?.name ?? '', stores.contentAt(own?.url ?? ''));
      stage.reply(BAD);
      return (await stage.run(pull, { eventName: 'pull_request_target', token, env: stores.job(job) })).status?.state;
    } finally {
      await stores.close();
    }
  });
});

/** Several runs of one stage whose runner has a cache. */
async function keptRun<T>(
  stage: Stage,
  use: (
    run: (pull: Parameters<Stage['run']>[0], options: Parameters<Stage['run']>[1]) => ReturnType<Stage['run']>,
  ) => Promise<T>,
): Promise<T> {
  const stores = await startRunnerStores(stage.github.overrides.artifacts);
  try {
    return await use((pull, options) => {
      const env = stores.job({ repository: pull.repository, eventName: 'pull_request', pullRequest: pull.number });
      return stage.run(pull, { ...options, env });
    });
  } finally {
    await stores.close();
  }
}
