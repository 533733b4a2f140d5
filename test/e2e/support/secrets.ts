import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from './stage.ts';

/** Keys that the runs get; none is real, and each is recognisable wherever it turns up. */
export const SECRETS = {
  awsKeyId: 'not-a-real-key-id-4711',
  awsSecret: 'not-a-real-aws/secret+4712=',
  awsSession: 'not-a-real-aws/session+4714==',
  openaiKey: 'not-a-real-openai-key-4713',
  anthropicKey: 'not-a-real-anthropic/key"4715',
} as const;

/** Where any of the secrets, or the start of the token, appears, in whatever form. */
export function leaksIn(outcome: Outcome, token: string): readonly string[] {
  return leaksInTexts(sinksOf(outcome), [token, ...Object.values(SECRETS)]);
}

/** The same of texts by name. */
export function leaksInTexts(texts: Readonly<Record<string, string>>, secrets: readonly string[]): readonly string[] {
  return Object.entries(texts).flatMap(([name, text]) =>
    secrets
      .flatMap((secret) => formsOf(secret))
      .filter((form) => text.includes(form))
      .map((form) => `${name} shows ${form}`),
  );
}

/**
 * A large part of the secret in each form is enough for a leak: what is cut off at its ends betrays nearly as much. Base64
 * of a text inside a longer one depends on where it starts: all three ways.
 */
function formsOf(secret: string): readonly string[] {
  const shifted = [0, 1, 2].map((shift) =>
    Buffer.from('x'.repeat(shift) + secret)
      .toString('base64')
      .slice(4, -4),
  );
  const urlSafe = shifted.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'));
  const hex = Buffer.from(secret).toString('hex').slice(4, -4);
  const url = encodeURIComponent(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  return [...new Set([secret.slice(0, -2), ...shifted, ...urlSafe, hex, hex.toUpperCase(), url, json])];
}

/** The ways in which an endpoint may write what it was sent. */
export const ENCODINGS: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  'base64 of itself': (secret) => Buffer.from(secret).toString('base64'),
  'base64 of a header': (secret) => Buffer.from(`authorization: Bearer ${secret}\n`).toString('base64'),
  'base64, two characters on': (secret) => Buffer.from(`k=${secret}&`).toString('base64url'),
  hexadecimal: (secret) => Buffer.from(secret).toString('hex'),
  HEXADECIMAL: (secret) => Buffer.from(secret).toString('hex').toUpperCase(),
  url: encodeURIComponent,
  query: (secret) => new URLSearchParams({ secret }).toString(),
  json: (secret) => JSON.stringify({ secret }),
};

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

/** Every file below a folder, by its path. */
export function filesBelow(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(path, 'utf8')]));
}
