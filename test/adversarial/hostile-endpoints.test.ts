import { mkdtempSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect } from 'vitest';
import type { Outcome, Stage } from '../e2e/support/stage.ts';
import { NEW_MODEL, triage } from '../e2e/support/triage.ts';
import { BLOCKED } from './table/attack.ts';
import { attackOnStage } from './table/stage-attack.ts';

type Provider = Readonly<Record<string, string | boolean>>;

/** A pull request's side whose provider `own` is defined like this. */
const at = (provider: Provider, model: string) =>
  triage({ model, configuration: { providers: { own: provider } }, application: { provider: 'own' } });

const openai = (url: string, rest: Provider = {}): Provider => ({
  type: 'openai',
  'base-url': url,
  'api-key-env': 'OPENAI_API_KEY',
  ...rest,
});

/** A program of a name server's: within the action's processes, these names mean these addresses. */
const NAME_SERVER = `
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
const names = JSON.parse(process.env.NAMES);
const lookup = dns.lookup;
dns.lookup = (host, options, callback) => {
  if (!Object.hasOwn(names, host)) return lookup(host, options, callback);
  const found = names[host].map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  return options.all ? callback(null, found) : callback(null, found[0].address, found[0].family);
};
syncBuiltinESMExports();
`;

/** Runs a change of the model where a hostile name server answers. */
async function named(
  stage: Stage,
  names: Readonly<Record<string, readonly string[]>>,
  base: Provider,
  head: Provider = base,
): Promise<Outcome> {
  const hook = join(mkdtempSync(join(tmpdir(), 'changeover-names-')), 'hook.mjs');
  writeFileSync(hook, NAME_SERVER);
  const pull = await stage.pullRequest({ base: at(base, 'old'), head: at(head, 'new') });
  const env = { NODE_OPTIONS: `--import=${pathToFileURL(hook)}`, NAMES: JSON.stringify(names) };
  return await stage.run(pull, { env });
}

/** A server of this machine that nobody may reach; how often somebody did. */
async function unreached<T>(use: (port: number) => Promise<T>): Promise<T> {
  let connections = 0;
  const server = http.createServer();
  server.on('connection', (socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const result = await use((server.address() as AddressInfo).port);
    expect(connections).toBe(0);
    return result;
  } finally {
    server.close();
  }
}

const saysInLog = ({ main }: Outcome, words: string) => expect(main.stdout.replaceAll('`', '')).toContain(words);

describe.concurrent('an endpoint of the yardstick', () => {
  attackOnStage('T14', 'a name that means this machine', BLOCKED, (stage) =>
    unreached(async (port) => {
      const outcome = await named(stage, { 'llm.example': ['127.0.0.1'] }, openai(`https://llm.example:${port}/v1`));
      saysInLog(outcome, 'llm.example is at 127.0.0.1, an address of this machine');
      return outcome.status?.state;
    }),
  );

  attackOnStage('T14', 'a name that means this machine, mapped into IPv6, beside an honest address', BLOCKED, (stage) =>
    unreached(async (port) => {
      const names = { 'llm.example': ['8.8.8.8', '::ffff:127.0.0.1'] };
      return (await named(stage, names, openai(`https://llm.example:${port}/v1`))).status?.state;
    }),
  );

  for (const address of ['169.254.169.254', 'fd00:ec2::254']) {
    attackOnStage(
      'T14',
      `a name that means credentials at ${address}, though private networks are allowed`,
      BLOCKED,
      async (stage) => {
        const provider = openai('https://llm.example/v1', { 'private-network': true });
        const outcome = await named(stage, { 'llm.example': [address] }, provider);
        // The log takes the colons of an IPv6 address apart: two of them could begin a command.
        saysInLog(outcome, 'an address at which a machine is told its credentials');
        return outcome.status?.state;
      },
    );
  }

  attackOnStage('T14', 'a name that means a private network, which only the head allows', BLOCKED, async (stage) => {
    const url = 'https://llm.example/v1';
    const head = openai(url, { 'private-network': true });
    const outcome = await named(stage, { 'llm.example': ['10.0.3.7'] }, openai(url), head);
    saysInLog(outcome, 'llm.example is at 10.0.3.7, an address of a private network');
    return outcome.status?.state;
  });

  attackOnStage(
    'T14',
    'a name that means another machine, where `localhost` may do without TLS',
    BLOCKED,
    async (stage) => {
      const outcome = await named(stage, { localhost: ['8.8.8.8'] }, openai('http://localhost:8000/v1'));
      saysInLog(outcome, 'localhost is at 8.8.8.8');
      return outcome.status?.state;
    },
  );
});

describe.concurrent('an endpoint that redirects', () => {
  for (const type of ['anthropic', 'openai'] as const) {
    for (const status of [301, 308]) {
      attackOnStage('T14', `a redirect of ${type}, HTTP ${status}`, BLOCKED, (stage) =>
        unreached(async (port) => {
          const headers = { location: `http://127.0.0.1:${port}/v1/messages` };
          stage.reply(() => ({ status, bytes: '', headers }));
          const url = type === 'openai' ? stage.models.openaiUrl : stage.models.url;
          const provider = { ...openai(url), type };
          const pull = await stage.pullRequest({ base: at(provider, 'old'), head: at(provider, 'new') });
          return (await stage.run(pull)).status?.state;
        }),
      );
    }
  }

  attackOnStage('T14', 'a redirect of Bedrock', BLOCKED, (stage) =>
    unreached(async (port) => {
      stage.reply(() => ({ status: 307, bytes: '', headers: { location: `http://127.0.0.1:${port}/` } }));
      const pull = await stage.pullRequest({ base: triage(), head: triage({ model: NEW_MODEL }) });
      return (await stage.run(pull)).status?.state;
    }),
  );
});

describe.concurrent('the region of Bedrock', () => {
  for (const region of ['127.0.0.1:443/#', 'us-east-1.evil.example', '@evil.example', 'us-east-1\r\nhost: evil']) {
    attackOnStage('T14', `a region of the head that is none: ${JSON.stringify(region)}`, BLOCKED, async (stage) => {
      const application = { deployment: { value: { region } } };
      const pull = await stage.pullRequest({ base: triage(), head: triage({ application, model: NEW_MODEL }) });
      return (await stage.run(pull)).status?.state;
    });
  }
});
