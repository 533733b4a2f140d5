import { expect, it } from 'vitest';
import { createSecrets } from '../src/core/redaction/secrets.ts';
import { secretsOf } from '../src/environment-secrets.ts';
import { redactOutput } from '../src/redacted-output.ts';

const KEY = 'not-a-real-key-4711';

function stream() {
  const written: unknown[] = [];
  return {
    written,
    write(chunk: unknown, ...rest: readonly unknown[]) {
      written.push(chunk);
      for (const one of rest) if (typeof one === 'function') one();
      return true;
    },
  };
}

it('takes secrets out of all that is printed, those that become known later included', () => {
  const [out, err] = [stream(), stream()];
  const secrets = createSecrets([KEY]);
  redactOutput([out, err], secrets.redact);
  out.write(`::error::refused: ${KEY}\n`);
  secrets.learn('learned-later-4712');
  let flushed = false;
  err.write('learned-later-4712', 'utf8', () => {
    flushed = true;
  });
  expect([out.written, err.written, flushed]).toEqual([['::error::refused: [redacted]\n'], ['[redacted]'], true]);
});

it('lets the runner be told what to hide, and bytes as they are', () => {
  const out = stream();
  redactOutput([out], createSecrets([KEY]).redact);
  const bytes = new Uint8Array([1, 2]);
  out.write(`::add-mask::${KEY}\n`);
  out.write(bytes);
  expect(out.written).toEqual([`::add-mask::${KEY}\n`, bytes]);
});

it('knows the credentials that a process is started with, and nothing else of its environment', () => {
  const environment = { AWS_SECRET_ACCESS_KEY: KEY, OPENAI_API_KEY: 'a', AWS_REGION: 'us-east-1', PATH: '/bin' };
  expect(secretsOf(environment)).toEqual([KEY, 'a']);
});
