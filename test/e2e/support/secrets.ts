import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from './stage.ts';

/** Keys that the runs get; none is real, and each is recognisable wherever it turns up. */
export const SECRETS = {
  awsKeyId: 'not-a-real-key-id-4711',
  awsSecret: 'not-a-real-aws-secret-4712',
  openaiKey: 'not-a-real-openai-key-4713',
} as const;

/** Where any of the secrets, or the start of the token, appears: as it is, in Base64 or in hexadecimal. */
export function leaksIn(outcome: Outcome, token: string): readonly string[] {
  const secrets = [token, SECRETS.awsSecret, SECRETS.openaiKey, SECRETS.awsKeyId];
  return Object.entries(sinksOf(outcome)).flatMap(([sink, text]) =>
    secrets
      .flatMap((secret) => formsOf(secret))
      .filter((form) => text.includes(form))
      .map((form) => `${sink} shows ${form}`),
  );
}

/** Base64 of a text inside a longer one depends on where it starts: all three ways, less the characters at the edges. */
function formsOf(secret: string): readonly string[] {
  const shifted = [0, 1, 2].map((shift) => {
    const encoded = Buffer.from('x'.repeat(shift) + secret).toString('base64');
    return encoded.slice(shift === 0 ? 0 : 4, -4);
  });
  return [secret, ...shifted, Buffer.from(secret).toString('hex')];
}

function sinksOf({ main, post, comments, statuses, workspace, requests }: Outcome): Readonly<Record<string, string>> {
  const log = [main.stdout, main.stderr, post?.stdout, post?.stderr].join('\n');
  return {
    // The runner takes this line out of the log: it is how a secret is told to it.
    log: log.replaceAll(/^::add-mask::.*$/gm, ''),
    summary: main.summary + (post?.summary ?? ''),
    outputs: JSON.stringify([main.outputs, main.state, main.environment, post?.outputs]),
    comments: comments.map(({ body }) => body).join('\n'),
    statuses: JSON.stringify(statuses),
    requests: JSON.stringify(requests.map(({ body, path, query }) => [body, path, query])),
    ...filesBelow(workspace),
  };
}

function filesBelow(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(path, 'utf8')]));
}
