import { describe, expect, it } from 'vitest';
import { largeAnswer } from '../../src/github/large-answer.ts';

describe('largeAnswer', () => {
  it('reads JSON with strings of any length', async () => {
    const answer = { content: 'a'.repeat(12_000_000), size: 12_000_000 };
    expect(await largeAnswer(Response.json(answer).body)).toEqual(answer);
  });

  it('leaves what is no JSON to the schema', async () => {
    expect(await largeAnswer(new Response('<html>').body)).toBe('<html>');
    expect(await largeAnswer(null)).toBe(null);
  });

  it('rejects when the body breaks off', async () => {
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('connection lost')) });
    await expect(largeAnswer(broken)).rejects.toThrow('connection lost');
  });
});
