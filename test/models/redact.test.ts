import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact, withoutSecrets } from '../../src/models/redact.ts';

describe('a service’s own words', () => {
  it('lose secrets in any encoding', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6, maxLength: 60 }), fc.lorem(), fc.lorem(), (secret, before, after) => {
        const encodings = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
        for (const written of encodings) {
          const line = redact(`${before} <${written}> ${after}`, [secret]);
          if (!/[\r\n]/.test(written)) expect(line).toContain('[redacted]');
          expect(line).not.toContain(`<${written}>`);
        }
      }),
      { seed: 1 },
    );
  });

  it.each([
    'Bearer abc.def-ghi',
    'sk-proj-abcdef123456',
    ['AKIA', 'ABCDEFGH12345678'].join(''),
    'x-api-key: abcdef',
    '"Authorization": "abcdef"',
    'eyJhbGciOiJIUzI1.eyJzdWIi.c2ln',
  ])('lose what looks like a credential: %s', (credential) => {
    expect(redact(`denied for ${credential} today`)).toMatch(/^denied for .*\[redacted\].* today$/);
    expect(redact(`denied for ${credential} today`)).not.toContain(credential);
  });

  it('stay one bounded line without control or invisible characters', () => {
    expect(redact('first\nsecond')).toBe('first');
    expect(redact('  a\u001b[31mb\u202ec\u0000 ')).toBe('a [31mb c');
    expect(redact('x'.repeat(1_000_000)).length).toBeLessThan(410);
    expect(redact('')).toBe('');
  });

  it('stay what they are otherwise', () => {
    const words = "The model 'gpt-9' does not exist; ask for sky-blue tokens at https://example.com/a?b=c";
    expect(redact(words, ['short'])).toBe(words);
  });
});

describe('a reply', () => {
  it('loses the key that its call was made with, and nothing else', () => {
    const reply = 'Bearer abcdef-123456\nline two, sk-other-key-987654, abc';
    expect(withoutSecrets(reply, ['abcdef-123456'])).toBe('Bearer [redacted]\nline two, sk-other-key-987654, abc');
    expect(withoutSecrets(reply, [])).toBe(reply);
  });
});
