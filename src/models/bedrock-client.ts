import type { IncomingMessage } from 'node:http';
import {
  BedrockRuntimeClient,
  ConverseCommand,
  type ConverseCommandInput,
  type ConverseCommandOutput,
  ConverseStreamCommand,
  type ConverseStreamCommandOutput,
  CountTokensCommand,
  type CountTokensCommandInput,
  type CountTokensCommandOutput,
} from '@aws-sdk/client-bedrock-runtime';
import { z } from 'zod';
import { sdkTransport } from './bedrock-transport.ts';
import { collectBody } from './collect-body.ts';
import type { Connections } from './http-connections.ts';
import { QUICK_HASH } from './one-shot-sha256.ts';

/** Bedrock in one region. What its methods throw is the SDK's. */
export interface BedrockClient {
  converse(input: ConverseCommandInput, signal: AbortSignal): Promise<ConverseCommandOutput>;
  converseStream(input: ConverseCommandInput, signal: AbortSignal): Promise<ConverseStreamCommandOutput>;
  countTokens(input: CountTokensCommandInput, signal: AbortSignal): Promise<CountTokensCommandOutput>;
}

export interface BedrockClientOptions {
  /** Absent: as the environment says. */
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
  readonly connections: Connections;
  /** Told, before each request, every secret that it is sent with. */
  readonly onSecret: (secret: string) => void;
}

/**
 * The AWS SDK's client, kept as cheap as its options allow, because a third of what a call cost was spent around it: the
 * middleware is put together once for a command instead of once a call, what serves nothing here is taken out of it, and
 * requests go over our own connections (the SDK's HTTP/2 default opens one for each). Signing, credentials, bearer tokens,
 * endpoints and the wire format are the SDK's.
 */
export function openBedrockClient({ region, endpoint, connections, onSecret }: BedrockClientOptions): BedrockClient {
  const signals = new WeakMap<object, AbortSignal>();
  const never = new AbortController().signal;
  const client = new BedrockRuntimeClient({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    maxAttempts: 1,
    ...QUICK_HASH,
    cacheMiddleware: true,
    requestHandler: sdkTransport(connections, (request) => signals.get(request) ?? never),
    streamCollector: (stream: IncomingMessage) => collectBody(stream),
  });
  leanOut(client);
  rememberSigner(client);
  copyLess(client);
  passSignals(client, signals);
  tellSecrets(client, onSecret);
  /** Options of a single call would have the middleware put together anew. */
  const under = <Command extends { readonly input: object }>(signal: AbortSignal, command: Command): Command => {
    signals.set(command.input, signal);
    return command;
  };
  return {
    converse: (input, signal) => client.send(under(signal, new ConverseCommand(input))),
    converseStream: (input, signal) => client.send(under(signal, new ConverseStreamCommand(input))),
    countTokens: (input, signal) => client.send(under(signal, new CountTokensCommand(input))),
  };
}

/** The engine retries; nobody reads the SDK's log; the transport names us; Lambda's trace header means nothing here. */
function leanOut({ middlewareStack }: BedrockRuntimeClient): void {
  for (const name of ['loggerMiddleware', 'getUserAgentMiddleware', 'recursionDetectionMiddleware']) {
    middlewareStack.remove(name);
  }
  // Signing names this one as its neighbour, so that it can only be replaced.
  middlewareStack.add((next) => next, {
    name: 'retryMiddleware',
    step: 'finalizeRequest',
    priority: 'high',
    override: true,
  });
}

/** The SDK makes a signer for each call; one for each service and region will do, as it asks for the credentials each time. */
function rememberSigner({ config }: BedrockRuntimeClient): void {
  const make = config.signer;
  const made = new Map<string, Awaited<ReturnType<typeof make>>>();
  config.signer = async (scheme) => {
    const key = `${scheme?.signingName} ${scheme?.signingRegion}`;
    const signer = made.get(key) ?? (await make(scheme));
    made.set(key, signer);
    return signer;
  };
}

/**
 * The SDK copies all its settings three times a call, which is a tenth of what a call costs. Most of them are read from the
 * original alone: those are hidden from copying.
 */
function copyLess({ config }: BedrockRuntimeClient): void {
  for (const name of Object.keys(config)) {
    if (!READ_FROM_COPIES.has(name)) Object.defineProperty(config, name, { enumerable: false });
  }
}

const READ_FROM_COPIES: ReadonlySet<string> = new Set([
  'endpoint',
  'endpointProvider',
  'eventStreamMarshaller',
  'eventStreamPayloadHandler',
  'eventStreamSerdeProvider',
  'ignoreConfiguredEndpointUrls',
  'isCustomEndpoint',
  'region',
  'serviceConfiguredEndpoint',
  'serviceId',
  'streamCollector',
  'useDualstackEndpoint',
  'useFipsEndpoint',
]);

/** Carries each signal from a command's input to the signed request that the transport sees. */
function passSignals({ middlewareStack }: BedrockRuntimeClient, signals: WeakMap<object, AbortSignal>): void {
  middlewareStack.add(
    (next) => (args) => {
      const signal = signals.get(args.input);
      if (signal && typeof args.request === 'object' && args.request !== null) signals.set(args.request, signal);
      return next(args);
    },
    { name: 'signalMiddleware', step: 'deserialize', priority: 'low' },
  );
}

/**
 * Tells the credentials that the SDK's own chain found: those of a profile, a role or a container are in no environment
 * variable. They are read where signing reads them; nothing is fetched for it.
 */
function tellSecrets({ middlewareStack }: BedrockRuntimeClient, onSecret: (secret: string) => void): void {
  const told = new WeakSet<object>();
  middlewareStack.add(
    (next, context) => (args) => {
      const identity = memberOf(memberOf(context['__smithy_context'], 'selectedHttpAuthScheme'), 'identity');
      // The same object serves until it expires.
      if (typeof identity === 'object' && identity !== null && !told.has(identity)) {
        for (const secret of Object.values(IDENTITY.safeParse(identity).data ?? {})) {
          if (secret !== undefined) onSecret(secret);
        }
        told.add(identity);
      }
      return next(args);
    },
    { name: 'secretsMiddleware', step: 'deserialize', priority: 'low' },
  );
}

/** How the SDK hands the credentials of a request from the one that chose them to the one that signs: a key pair or a bearer token. */
const IDENTITY = z.object({
  accessKeyId: z.string().optional(),
  secretAccessKey: z.string().optional(),
  sessionToken: z.string().optional(),
  token: z.string().optional(),
});

function memberOf(value: unknown, name: string): unknown {
  const holds = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
  return holds ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
