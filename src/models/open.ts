import type { Clock, Model } from '../core/contracts/ports.ts';
import { ChangeoverError } from '../core/contracts/problem.ts';
import type { RecordedReply } from '../core/contracts/recording.ts';
import type { ProviderDefinition } from '../core/contracts/yardstick.ts';
import { anthropicModel } from './anthropic.ts';
import { bedrockModel } from './bedrock.ts';
import { openaiModel } from './openai.ts';
import { recordedModel } from './recorded.ts';

const BASE_URLS = { openai: 'https://api.openai.com/v1', anthropic: 'https://api.anthropic.com' } as const;
const API_KEY_ENVS = { openai: 'OPENAI_API_KEY', anthropic: 'ANTHROPIC_API_KEY' } as const;

/** What models take from their surroundings. */
export interface ModelEnvironment {
  /** Environment variables, for keys. The AWS SDK reads the process's own. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
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
  const { clock } = environment;
  const limits = { concurrency, timeoutMs, clock };
  switch (type) {
    case 'bedrock':
      return bedrockModel({
        ...limits,
        ...(definition.region === undefined ? {} : { region: definition.region }),
        ...(definition.baseUrl === undefined ? {} : { endpoint: checkedUrl(name, definition.baseUrl) }),
      });
    case 'openai':
      return openaiModel({ ...limits, ...reached(definition, type, environment) });
    case 'anthropic':
      return anthropicModel({ ...limits, ...reached(definition, type, environment) });
    case 'recorded':
      return recordedModel(repliesOf(definition, environment), definition.file ?? name);
  }
}

function reached(
  definition: ProviderDefinition,
  type: 'openai' | 'anthropic',
  { env }: ModelEnvironment,
): { readonly baseUrl: string; readonly apiKey?: string } {
  const baseUrl = checkedUrl(definition.name, definition.baseUrl ?? BASE_URLS[type]);
  // The public service needs its key; an endpoint of one's own only when the definition says where the key is.
  const variable = definition.apiKeyEnv ?? (definition.baseUrl === undefined ? API_KEY_ENVS[type] : undefined);
  if (variable === undefined) return { baseUrl };
  const apiKey = (Object.hasOwn(env, variable) ? env[variable] : undefined)?.trim();
  if (apiKey) return { baseUrl, apiKey };
  if (isLoopback(new URL(baseUrl))) return { baseUrl };
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

/** Keys and prompts cross the network under TLS only; without it they may reach this machine. */
function checkedUrl(provider: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const wrong = !url
    ? 'is no URL'
    : url.username || url.password
      ? 'holds credentials'
      : url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))
        ? 'is not https, which only this machine may do without'
        : undefined;
  if (!url || wrong) {
    throw new ChangeoverError({
      code: 'provider',
      message: `the base-url of provider ${provider} ${wrong}`,
      hint: 'Write it as https://host/path; name a key in api-key-env',
    });
  }
  return text;
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
