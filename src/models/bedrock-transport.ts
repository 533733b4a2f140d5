import type { IncomingHttpHeaders, RequestOptions } from 'node:http';
import { boundedPieces } from './collect-body.ts';
import type { Connections } from './http-connections.ts';

/** A request as the AWS SDK hands it to its transport: signed, complete. */
interface SignedRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

interface SdkReply {
  readonly response: { readonly statusCode: number; readonly headers: IncomingHttpHeaders; readonly body: unknown };
}

/** What the SDK sends with, in place of its own handler, which costs several times as much a call. */
export interface SdkTransport {
  readonly metadata: { readonly handlerProtocol: 'http/1.1' };
  handle(request: SignedRequest): Promise<SdkReply>;
  destroy(): void;
  /** The SDK tells its handlers of options that this one does not have. */
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): object;
}

const USER_AGENT = 'changeover aws-sdk-js';

/** @param signalOf the signal under which a request was asked for */
export function sdkTransport(connections: Connections, signalOf: (request: object) => AbortSignal): SdkTransport {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request) {
      const reply = await connections.send(optionsOf(request), request.body ?? '', signalOf(request));
      const { statusCode = 0, headers } = reply;
      // A stream is read piece by piece, past the collector of whole bodies that has a bound of its own.
      const streams = statusCode === 200 && request.path.endsWith('/converse-stream');
      return { response: { statusCode, headers, body: streams ? boundedPieces(reply) : reply } };
    },
    // The connections are their owner's to close.
    destroy() {},
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
}

function optionsOf({ protocol, hostname, port, method, path, query, headers }: SignedRequest): RequestOptions {
  return {
    protocol,
    // Node takes IPv6 addresses without their brackets.
    hostname: hostname.replace(/^\[(.*)\]$/, '$1'),
    method,
    path: `${path}${queryText(query)}`,
    // As a list, they go out as they are; an object is checked and copied header by header, `host` being among them already.
    headers: [...Object.entries(headers).flat(), 'user-agent', USER_AGENT],
    ...(port === undefined ? {} : { port }),
  };
}

/** The query of an endpoint's URL; Bedrock itself has none. */
function queryText(query: SignedRequest['query'] = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) => [value].flat().map((one) => [name, one] as const));
  const words = pairs.map(([name, value]) =>
    [name, ...(value === null ? [] : [value])].map(encodeURIComponent).join('='),
  );
  return words.length === 0 ? '' : `?${words.join('&')}`;
}
