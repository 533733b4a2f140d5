import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/engine/clock.ts';
import { githubClient } from '../../src/github/client.ts';
import { LARGE_ANSWER, largeAnswer } from '../../src/github/large-answer.ts';

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

  it('reads an answer whose response was collected before anybody read it', async () => {
    const server = createServer((_request, response) => response.end('{"sha":"abc"}')).listen(0, '127.0.0.1');
    try {
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const client = githubClient({
        token: 't',
        apiUrl: `http://127.0.0.1:${port}`,
        owner: 'acme',
        repo: 'shop',
        clock: systemClock,
      });
      const { data } = await client.rest.git.getBlob({
        owner: client.owner,
        repo: client.repo,
        file_sha: 'abc',
        request: LARGE_ANSWER,
      });
      setFlagsFromString('--expose-gc');
      const collect: () => void = runInNewContext('gc');
      for (let round = 0; round < 5; round += 1) {
        await pause(1);
        collect();
      }
      await pause(10);
      expect(await largeAnswer(data)).toEqual({ sha: 'abc' });
    } finally {
      server.close();
    }
  });
});
