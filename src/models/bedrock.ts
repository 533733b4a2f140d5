import type { IncomingMessage } from 'node:http';
import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { ModelRequest } from '../core/contracts/cell.ts';
import type { Clock, Model } from '../core/contracts/ports.ts';
import { bedrockAddress } from './address.ts';
import { withinTimeout } from './attempt.ts';
import { bedrockError, missingParts } from './bedrock-errors.ts';
import { readConverse } from './bedrock-reply.ts';
import { converseInput, regionOf } from './bedrock-request.ts';
import { collectBody } from './collect-body.ts';

const HANDLER_GRACE_MS = 5_000;

/** How Bedrock is reached. Credentials come from the AWS SDK's own chain. */
export interface BedrockOptions {
  /** For requests that name none themselves; absent: `AWS_REGION`. */
  readonly region?: string;
  /** A VPC endpoint or the like; absent: `AWS_ENDPOINT_URL_BEDROCK_RUNTIME`, else AWS's own. */
  readonly endpoint?: string;
  readonly concurrency: number;
  /** Milliseconds for one attempt. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** Amazon Bedrock through Converse, one client a region. */
export function bedrockModel(options: BedrockOptions): Model {
  const { clock, timeoutMs } = options;
  const clients = new Map<string | undefined, BedrockRuntimeClient>();
  const clientFor = (request: ModelRequest) => {
    const region = regionOf(request, options.region);
    const client = clients.get(region) ?? openClient(options, region);
    clients.set(region, client);
    return client;
  };
  return {
    async call(request, _repetition, signal) {
      const command = new ConverseCommand(converseInput(request));
      const client = clientFor(request);
      return withinTimeout(request, timeoutMs, signal, async (attempt) => {
        const startedAt = clock.monotonic();
        const reply = await client.send(command, { abortSignal: attempt.signal }).catch((error: unknown) => {
          throw bedrockError(request, error);
        });
        const latencyMs = clock.monotonic() - startedAt;
        const read = readConverse(reply);
        if (!read) throw missingParts(request, reply.$metadata.requestId);
        return { ...read, latencyMs };
      });
    },
    // The SDK reads the process's own environment, so the address does.
    addressOf: (request) => bedrockAddress(request, options, process.env),
    close() {
      for (const client of clients.values()) client.destroy();
    },
  };
}

/**
 * HTTP/1.1 with kept connections: the SDK's HTTP/2 default opens one connection a request. One attempt: retries are the
 * engine's. Bodies are collected under a bound, which the SDK's own collector lacks.
 */
function openClient({ endpoint, concurrency, timeoutMs }: BedrockOptions, region: string | undefined) {
  const agent = { keepAlive: true, maxSockets: concurrency };
  return new BedrockRuntimeClient({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({
      httpAgent: agent,
      httpsAgent: agent,
      // A net below `withinTimeout`, which covers the body too and words the error.
      requestTimeout: timeoutMs + HANDLER_GRACE_MS,
      throwOnRequestTimeout: true,
    }),
    streamCollector: (stream: IncomingMessage) => collectBody(stream),
  });
}
