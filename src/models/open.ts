import type { Clock, Model } from '../core/contracts/ports.ts';
import { ChangeoverError } from '../core/contracts/problem.ts';
import type { RecordedReply } from '../core/contracts/recording.ts';
import type { ProviderDefinition } from '../core/contracts/yardstick.ts';
import { createSecrets, type Secrets } from '../core/redaction/secrets.ts';
import { anthropicModel } from './anthropic.ts';
import { bedrockModel } from './bedrock.ts';
import {
  endpointGuard,
  INTERNET,
  isLoopbackHost,
  PRIVATE_NETWORK,
  type Reach,
  RefusedAddress,
  RUNNERS_OWN,
} from './endpoint-guard.ts';
import { openaiModel } from './openai.ts';
import { recordedModel } from './recorded.ts';
import { redactedModel } from './redacted-model.ts';

const BASE_URLS = { openai: 'https://api.openai.com/v1', anthropic: 'https://api.anthropic.com' } as const;
const API_KEY_ENVS = { openai: 'OPENAI_API_KEY', anthropic: 'ANTHROPIC_API_KEY' } as const;

/** What models take from their surroundings. */
export interface ModelEnvironment {
  /** Environment variables, for keys. The AWS SDK reads the process's own. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** What replies and errors must not hold; every key and credential in use is added to it. Absent: these alone. */
  readonly secrets?: Secrets;
  /** The replies of a `recorded` provider, read from the yardstick. */
  recording(definition: ProviderDefinition): readonly RecordedReply[] | undefined;
}

/**
 * Opens the model behind a provider definition. Nothing is sent yet.
 *
 * @throws ChangeoverError `provider` when the definition cannot be used, `model-access` when the key's environment variable
 *   is empty, `recording` when there are no recorded replies
 */
export function openModel(definition: ProviderDefinition, environment: ModelEnvironment): Model {
  const { name, type, concurrency, timeoutMs } = definition;
  const { clock, secrets = createSecrets() } = environment;
  const limits = { concurrency, timeoutMs, clock, secrets };
  switch (type) {
    case 'bedrock':
      return bedrockModel({
        ...limits,
        ...(definition.region === undefined ? {} : { region: definition.region }),
        ...bedrockEndpoint(definition),
      });
    case 'openai':
      return openaiModel({ ...limits, ...reached(definition, type, environment) });
    case 'anthropic':
      return anthropicModel({ ...limits, ...reached(definition, type, environment) });
    case 'recorded':
      return redactedModel(recordedModel(repliesOf(definition, environment), definition.file ?? name), secrets.redact);
  }
}

function reached(
  definition: ProviderDefinition,
  type: 'openai' | 'anthropic',
  { env }: ModelEnvironment,
): { readonly baseUrl: string; readonly apiKey?: string; readonly reach: Reach } {
  const reach = reachOf(definition);
  const baseUrl = checkedUrl(definition.name, definition.baseUrl ?? BASE_URLS[type], reach);
  // The public service needs its key; an endpoint of one's own only when the definition says where the key is.
  const variable = definition.apiKeyEnv ?? (definition.baseUrl === undefined ? API_KEY_ENVS[type] : undefined);
  if (variable === undefined) return { baseUrl, reach };
  const apiKey = (Object.hasOwn(env, variable) ? env[variable] : undefined)?.trim();
  if (apiKey) return { baseUrl, apiKey, reach };
  if (isLoopbackHost(new URL(baseUrl).hostname)) return { baseUrl, reach };
  throw new ChangeoverError({
    code: 'model-access',
    message: `provider ${definition.name} needs a key, and the environment variable ${variable} is empty`,
    hint: `Set ${variable}; a workflow hands it to the job in \`env:\`, e.g. ${variable}: \${{ secrets.${variable} }}`,
  });
}

function repliesOf(definition: ProviderDefinition, environment: ModelEnvironment): readonly RecordedReply[] {
  const replies = environment.recording(definition);
  if (replies) return replies;
  throw new ChangeoverError({
    code: 'recording',
    message: `provider ${definition.name} replays recorded replies, and there are none`,
    hint: `Name the file in providers.${definition.name}.file`,
  });
}

function reachOf({ privateNetwork }: ProviderDefinition): Reach {
  return privateNetwork ? PRIVATE_NETWORK : INTERNET;
}

/** Without an address of its own, Bedrock is where the AWS SDK and the runner's environment say; neither is a pull request's. */
function bedrockEndpoint(definition: ProviderDefinition): { readonly endpoint?: string; readonly reach: Reach } {
  if (definition.baseUrl === undefined) return { reach: RUNNERS_OWN };
  const reach = reachOf(definition);
  return { endpoint: checkedUrl(definition.name, definition.baseUrl, reach), reach };
}

/** Keys and prompts cross the network under TLS only; without it they may reach this machine. */
function checkedUrl(provider: string, text: string, reach: Reach): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const wrong = url ? faultOf(url, reach) : 'is no URL';
  if (wrong === undefined) return text;
  throw new ChangeoverError({
    code: 'provider',
    message: `the base-url of provider ${provider} ${wrong}`,
    hint: 'Write it as https://host/path; name a key in api-key-env',
  });
}

function faultOf(url: URL, reach: Reach): string | undefined {
  if (url.username || url.password) return 'holds credentials';
  const withoutTls = url.protocol === 'http:' && isLoopbackHost(url.hostname);
  if (url.protocol !== 'https:' && !withoutTls) return 'is not https, which only this machine may do without';
  try {
    endpointGuard(reach).checkHost(url.hostname.replace(/^\[(.*)\]$/, '$1'));
    return undefined;
  } catch (error) {
    if (error instanceof RefusedAddress) return `cannot be used: ${error.message}`;
    throw error;
  }
}
