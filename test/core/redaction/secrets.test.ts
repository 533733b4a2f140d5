import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactValue } from '../../../src/core/redaction/redact-value.ts';
import { createSecrets, SHORTEST_SECRET } from '../../../src/core/redaction/secrets.ts';

const KEY = 'not-a-real/key+4711=';

describe('a secret', () => {
  it.each<[string, string]>([
    ['as it is', KEY],
    ['in Base64', Buffer.from(KEY).toString('base64url')],
    ['in Base64 as a password', Buffer.from(`user:${KEY}`).toString('base64')],
    ['in Base64 after one character more', Buffer.from(`users:${KEY}:`).toString('base64')],
    ['in Base64 after two', Buffer.from(`a_user:${KEY} and more`).toString('base64')],
    ['in hexadecimal', Buffer.from(KEY).toString('hex')],
    ['in hexadecimal capitals', Buffer.from(KEY).toString('hex').toUpperCase()],
    ['URL-encoded', encodeURIComponent(KEY)],
    ['URL-encoded in small letters', encodeURIComponent(KEY).replace(/%../g, (one) => one.toLowerCase())],
    ['in a query', new URLSearchParams({ key: KEY }).toString()],
    ['in JSON', JSON.stringify({ key: KEY })],
    ['in JSON that escapes slashes', JSON.stringify({ key: KEY }).replaceAll('/', '\\/')],
  ])('goes %s', (_, written) => {
    const { redact } = createSecrets([KEY]);
    const line = redact(`before ${written} after`);
    expect(line).toMatch(/^before .*\[redacted\].* after$/s);
    expect(Buffer.from(line, 'base64').toString()).not.toContain(KEY);
    expect(line).not.toContain(written);
  });

  it('with quotes, backslashes and ampersands goes escaped, too', () => {
    const secret = 'p"a\\ss<w>o&rd';
    const { redact } = createSecrets([secret]);
    expect(redact(JSON.stringify({ secret }))).toBe('{"secret":"[redacted]"}');
    expect(redact('<k>p&quot;a\\ss&lt;w&gt;o&amp;rd</k>')).toBe('<k>[redacted]</k>');
  });

  it('leaves nothing of any of its encodings that it could be read from', () => {
    const around = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(fc.string({ minLength: 12, maxLength: 60 }), around, around, (drawn, before, after) => {
        const secret = `k${drawn.trim()}-0123456z`;
        const { redact } = createSecrets([secret]);
        const whole = `${before}${secret}${after}`;
        for (const encoding of ['base64', 'base64url', 'hex'] as const) {
          const clean = redact(Buffer.from(whole).toString(encoding));
          expect(clean).toContain('[redacted]');
          const left = clean.split('[redacted]').map((part) => Buffer.from(part, encoding).toString());
          expect(left.some((part) => part.includes(secret))).toBe(false);
        }
        expect(redact(whole)).not.toContain(secret);
        expect(redact(encodeURIComponent(whole))).toContain('[redacted]');
        expect(redact(JSON.stringify(whole))).toContain('[redacted]');
      }),
      { seed: 8 },
    );
  });

  it('that is part of another does not leave the rest of it', () => {
    const { redact } = createSecrets(['12345678', '12345678-and-more']);
    expect(redact('<12345678-and-more>')).toBe('<[redacted]>');
  });

  it('of a few letters is none, and neither is an absent one', () => {
    const { redact } = createSecrets(['x'.repeat(SHORTEST_SECRET - 1), '', '   ', undefined]);
    expect(redact(`${'x'.repeat(40)} and so on`)).toBe(`${'x'.repeat(40)} and so on`);
  });

  it('is known once it is learned, without the white space around it, and told once', () => {
    const told: string[] = [];
    const secrets = createSecrets(['first-secret'], (secret) => told.push(secret));
    expect(secrets.redact('second-secret')).toBe('second-secret');
    secrets.learn(' second-secret\n');
    secrets.learn('second-secret');
    expect(secrets.redact('first-secret, second-secret')).toBe('[redacted], [redacted]');
    expect(told).toEqual(['first-secret', 'second-secret']);
  });
});

describe('plain data', () => {
  const { redact } = createSecrets([KEY]);

  it('loses secrets in values and in names, however deep', () => {
    const value = { a: [1, null, { b: `<${KEY}>` }], [KEY]: true, c: 'plain' };
    expect(redactValue(value, redact)).toEqual({ a: [1, null, { b: '<[redacted]>' }], '[redacted]': true, c: 'plain' });
  });

  it('is the very same where it holds none, and shares what it can', () => {
    const clean = { deep: [{ text: 'plain' }] };
    expect(redactValue(clean, redact)).toBe(clean);
    expect(redactValue({ clean, dirty: KEY }, redact).clean).toBe(clean);
  });

  it('keeps a member of a name that means something to the language', () => {
    const hostile = JSON.parse(`{"__proto__": {"polluted": ${JSON.stringify(KEY)}}}`) as object;
    expect(JSON.stringify(redactValue(hostile, redact))).toBe('{"__proto__":{"polluted":"[redacted]"}}');
  });
});
