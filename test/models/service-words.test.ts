import { describe, expect, it } from 'vitest';
import { createSecrets } from '../../src/core/redaction/secrets.ts';
import { serviceWords } from '../../src/models/service-words.ts';

const asTheyAre = (text: string) => text;

describe('a service’s own words', () => {
  it('lose secrets before they are cut: half a key would not be known for one', () => {
    const secret = 'not-a-real-key-4711';
    const { redact } = createSecrets([secret]);
    for (const before of [0, 380, 395, 6_390, 6_399]) {
      const line = serviceWords(
        `${' '.repeat(before > 400 ? before - 10 : 0)}${'x'.repeat(before % 400)}${secret}`,
        redact,
      );
      expect(line).not.toContain('not-a');
    }
  });

  it.each([
    'Bearer abc.def-ghi',
    'sk-proj-abcdef123456',
    ['AKIA', 'ABCDEFGH12345678'].join(''),
    'x-api-key: abcdef',
    '"Authorization": "abcdef"',
    'eyJhbGciOiJIUzI1.eyJzdWIi.c2ln',
  ])('lose what looks like a credential: %s', (credential) => {
    expect(serviceWords(`denied for ${credential} today`, asTheyAre)).toMatch(/^denied for .*\[redacted\].* today$/);
    expect(serviceWords(`denied for ${credential} today`, asTheyAre)).not.toContain(credential);
  });

  it('stay one bounded line without control or invisible characters', () => {
    expect(serviceWords('first\nsecond', asTheyAre)).toBe('first');
    expect(serviceWords('  a\u001b[31mb\u202ec\u0000 ', asTheyAre)).toBe('a [31mb c');
    expect(serviceWords('x'.repeat(1_000_000), asTheyAre).length).toBeLessThan(410);
    expect(serviceWords('', asTheyAre)).toBe('');
  });

  it('stay what they are otherwise', () => {
    const words = "The model 'gpt-9' does not exist; ask for sky-blue tokens at https://example.com/a?b=c";
    expect(serviceWords(words, createSecrets(['short']).redact)).toBe(words);
  });
});
