import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createSecrets } from '../../src/core/redaction/secrets.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { githubClient } from '../../src/github/client.ts';

let server: http.Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

it('takes secrets out of every body that goes to GitHub, and sends the token where it belongs', async () => {
  const received: { body: string; authorization: string | undefined }[] = [];
  server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push({ body: Buffer.concat(chunks).toString(), authorization: request.headers.authorization });
    response.writeHead(201, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const token = 'not-a-real-token-4711';
  const { redact } = createSecrets([token, 'not "a" real\\key']);
  const { rest } = githubClient({
    token,
    apiUrl,
    owner: 'acme',
    repo: 'shop',
    redact,
    clock: systemClock,
    waitUnitMs: 1,
  });
  const body = `${token} and not "a" real\\key`;
  await rest.issues.createComment({ owner: 'acme', repo: 'shop', issue_number: 1, body });
  expect(received).toEqual([{ body: '{"body":"[redacted] and [redacted]"}', authorization: `token ${token}` }]);
});
