import { describe, expect, it } from 'vitest';
import { ChangeoverError } from '../../src/core/contracts/problem.ts';
import { calling } from '../../src/github/errors.ts';

/** What is said when GitHub refuses with these words. */
async function words(message: string, status = 422): Promise<string> {
  const refusal = Object.assign(new Error(message), { status, response: { data: { message }, headers: {} } });
  const error = await calling('write a comment', 'pull-requests: write', () => Promise.reject(refusal)).catch(
    (reason: unknown) => reason,
  );
  if (!(error instanceof ChangeoverError)) throw error;
  return error.message;
}

describe('a refusal of GitHub', () => {
  it.each(['ghs_not-a-real-token-4711', 'ghp_notARealToken4712', 'github_pat_11NOT_a_real_token'])(
    'does not repeat the token %s',
    async (token) => {
      expect(await words(`The token ${token} is not accepted here`)).toContain(
        'The token [redacted] is not accepted here',
      );
      // Nor a part of one, where the words are cut.
      expect(await words(`${'x'.repeat(290)} ${token}`)).not.toContain(token.slice(0, 8));
    },
  );

  it('is one line without what cannot be seen, and bounded', async () => {
    expect(await words('first\nsecond\u202e')).toContain('422 first second.');
    expect((await words('y'.repeat(10_000))).length).toBeLessThan(600);
  });
});
