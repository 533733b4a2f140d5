import type { IncomingMessage, RequestOptions } from 'node:http';
import { collectBody } from './collect-body.ts';
import type { Reach } from './endpoint-guard.ts';
import { openConnections } from './http-connections.ts';

/** Status and headers of a reply, which come before its body. */
export interface HttpHead {
  readonly status: number;
  header(name: string): string | undefined;
}

export interface HttpReply extends HttpHead {
  readonly body: string;
}

/** What is to be done with each piece of a body as it comes; told the head of its reply. */
export type PieceReader = (head: HttpHead) => ((piece: Buffer) => void) | undefined;

/** Where a POST goes: a URL, taken apart once (`urlToHttpOptions`). */
type Target = Readonly<RequestOptions>;

/** One host that takes JSON, over connections that are kept. */
export interface HttpEndpoint {
  /**
   * Sends one POST and takes the whole reply, whatever its status. Follows no redirect: a key is meant for one host.
   * Rejects with node's own error when there is no complete reply, and with what the reader of pieces throws.
   */
  post(target: Target, body: string, signal: AbortSignal, reader?: PieceReader): Promise<HttpReply>;
  close(): void;
}

/**
 * @param connections kept and used at most, as many as calls are in flight
 * @param reach where they may lead
 */
export function openEndpoint(
  headers: Readonly<Record<string, string>>,
  connections: number,
  reach: Reach | undefined,
): HttpEndpoint {
  const { send, close } = openConnections(connections, reach);
  const common = { 'content-type': 'application/json', accept: 'application/json', ...headers };
  return {
    async post(target, body, signal, reader) {
      const length = Buffer.byteLength(body);
      const options = { ...target, method: 'POST', headers: { ...common, 'content-length': length } };
      const response = await send(options, body, signal);
      const head = headOf(response);
      const bytes = await collectBody(response, reader?.(head));
      return { ...head, body: bytes.toString('utf8') };
    },
    close,
  };
}

function headOf({ statusCode = 0, headers }: IncomingMessage): HttpHead {
  return {
    status: statusCode,
    header(name) {
      const value = headers[name];
      return Array.isArray(value) ? value[0] : value;
    },
  };
}
