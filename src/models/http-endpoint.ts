import * as http from 'node:http';
import * as https from 'node:https';
import { collectBody } from './collect-body.ts';

export interface HttpReply {
  readonly status: number;
  header(name: string): string | undefined;
  readonly body: string;
}

/** One URL that takes JSON, over connections that are kept. */
export interface HttpEndpoint {
  /**
   * Sends one POST and takes the whole reply, whatever its status. Follows no redirect: a key is meant for one host.
   * Rejects with node's own error when there is no complete reply.
   */
  post(body: string, signal: AbortSignal): Promise<HttpReply>;
  close(): void;
}

/** @param connections kept and used at most, as many as calls are in flight */
export function openEndpoint(url: URL, headers: Readonly<Record<string, string>>, connections: number): HttpEndpoint {
  const client = url.protocol === 'https:' ? https : http;
  const agent = new client.Agent({ keepAlive: true, maxSockets: connections });
  const common = { 'content-type': 'application/json', accept: 'application/json', ...headers };
  return {
    post: (body, signal) =>
      new Promise((resolve, reject) => {
        const length = Buffer.byteLength(body);
        const options = { method: 'POST', agent, headers: { ...common, 'content-length': length } };
        const request = client.request(url, options, (response) => {
          collectBody(response).then((bytes) => resolve(replyOf(response, bytes)), reject);
        });
        const onAbort = () => request.destroy(new Error('aborted'));
        signal.addEventListener('abort', onAbort, { once: true });
        request.on('close', () => signal.removeEventListener('abort', onAbort));
        request.on('error', reject);
        if (signal.aborted) onAbort();
        else request.end(body);
      }),
    close: () => agent.destroy(),
  };
}

function replyOf(response: http.IncomingMessage, bytes: Buffer): HttpReply {
  return {
    status: response.statusCode ?? 0,
    header(name) {
      const value = response.headers[name];
      return Array.isArray(value) ? value[0] : value;
    },
    body: bytes.toString('utf8'),
  };
}
