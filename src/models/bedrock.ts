import type { ConverseCommandInput, CountTokensCommandInput } from '@aws-sdk/client-bedrock-runtime';
import { type Clock, type Model, ModelError, type ModelReply } from '../core/contracts/ports.ts';
import { createSecrets, type Secrets } from '../core/redaction/secrets.ts';
import { bedrockAddresses } from './address.ts';
import { withinTimeout } from './attempt.ts';
import { type BedrockClient, openBedrockClient } from './bedrock-client.ts';
import { bedrockClients } from './bedrock-clients.ts';
import { type BegunReply, bedrockError, missingParts } from './bedrock-errors.ts';
import { type ConverseReply, readConverse, readCount } from './bedrock-reply.ts';
import { converseInput, countInput, regionOf } from './bedrock-request.ts';
import { assembleConverse } from './bedrock-stream.ts';
import { chargedUsage } from './charged-usage.ts';
import type { Reach } from './endpoint-guard.ts';
import { openConnections } from './http-connections.ts';
import type { ErrorContext } from './http-errors.ts';
import { redactedModel } from './redacted-model.ts';

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
  /** Where the endpoint may be; absent: on the internet. */
  readonly reach?: Reach;
  /** What replies and errors must not hold; the credentials in use are added to it. Absent: these alone. */
  readonly secrets?: Secrets;
}

/** Amazon Bedrock through Converse and ConverseStream, one client a region. */
export function bedrockModel(options: BedrockOptions): Model {
  const { clock, timeoutMs, endpoint, secrets = createSecrets() } = options;
  const { redact } = secrets;
  const connections = openConnections(options.concurrency, options.reach);
  const clients = bedrockClients((region) =>
    openBedrockClient({ region, endpoint, connections, onSecret: secrets.learn }),
  );
  const model: Model = {
    async call(request, _repetition, signal, stream = false) {
      const input = converseInput(request);
      const region = regionOf(request, options.region);
      const exchange = stream ? converseStream : converse;
      return withinTimeout(request, timeoutMs, signal, (attempt) =>
        clients.using(region, (client) =>
          exchange({ client, context: { request, redact }, input, signal: attempt.signal, clock }),
        ),
      );
    },
    async countTokens(request, signal) {
      const input = countInput(request);
      const region = regionOf(request, options.region);
      return withinTimeout(request, timeoutMs, signal, (attempt) =>
        clients.using(region, (client) => countTokens(client, { request, redact }, input, attempt.signal)),
      );
    },
    // The SDK reads the process's own environment, so the address does.
    addressOf: bedrockAddresses(options, process.env),
    close: () => connections.close(),
  };
  return redactedModel(model, redact);
}

interface Exchange {
  readonly client: BedrockClient;
  readonly context: ErrorContext;
  readonly input: ConverseCommandInput;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

async function converse({ client, context, input, signal, clock }: Exchange): Promise<ModelReply> {
  const startedAt = clock.monotonic();
  const reply = await orModelError(context, client.converse(input, signal));
  const latencyMs = clock.monotonic() - startedAt;
  return { ...readOrThrow(context, reply), latencyMs };
}

async function converseStream({ client, context, input, signal, clock }: Exchange): Promise<ModelReply> {
  const startedAt = clock.monotonic();
  const { stream = [], $metadata } = await orModelError(context, client.converseStream(input, signal));
  const assembled = assembleConverse(stream, () => clock.monotonic());
  const { reply, firstAt } = await orModelError(context, assembled, $metadata);
  const latencyMs = clock.monotonic() - startedAt;
  const read = readOrThrow(context, { ...reply, $metadata });
  return { ...read, latencyMs, ...(firstAt === undefined ? {} : { ttftMs: firstAt - startedAt }) };
}

async function countTokens(
  client: BedrockClient,
  context: ErrorContext,
  input: CountTokensCommandInput,
  signal: AbortSignal,
): Promise<number> {
  const reply = await orModelError(context, client.countTokens(input, signal));
  const count = readCount(reply);
  if (count === undefined) throw missingParts(context, reply.$metadata.requestId);
  return count;
}

function readOrThrow(context: ErrorContext, reply: ConverseReply) {
  const read = readConverse(reply, context.redact);
  if (!read) throw missingParts(context, reply.$metadata.requestId);
  return { ...read, usage: chargedUsage(context.request, read.usage) };
}

/** @param begun what is known of the reply when its head has come, so that errors in its stream can tell it */
async function orModelError<T>(context: ErrorContext, exchange: Promise<T>, begun?: BegunReply): Promise<T> {
  try {
    return await exchange;
  } catch (error) {
    throw error instanceof ModelError ? error : bedrockError(context, error, begun);
  }
}
