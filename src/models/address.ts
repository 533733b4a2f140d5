import type { ModelRequest } from '../core/contracts/cell.ts';
import { sha256 } from '../core/contracts/digest.ts';
import { statedRegion } from './bedrock-request.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const QUERY_DIGEST_LENGTH = 16;

/**
 * `openai https://api.openai.com/v1/chat/completions`: what a request goes to, in one line without credentials. A query may
 * hold a key, and may choose a deployment or an API version as well: only its digest is told.
 */
export function addressOfUrl(type: string, url: URL): string {
  const query = url.search === '' ? '' : `?sha256:${sha256(url.search).slice(0, QUERY_DIGEST_LENGTH)}`;
  return `${type} ${url.origin}${url.pathname}${query}`;
}

/**
 * `bedrock aws us-east-1`: endpoint and region of requests, as the AWS SDK finds them in options and environment. Nothing is
 * read from disk: a region that only a profile of the AWS configuration knows is `default`, with the profile's name. Never
 * throws: what cannot be a region stands as written. The environment is read once, as the SDK's client reads it.
 */
export function bedrockAddresses(
  defined: { readonly endpoint?: string; readonly region?: string },
  env: Environment,
): (request: ModelRequest) => string {
  const ownRegion = env['AWS_REGION'] || defaultRegion(env);
  const endpoint = endpointWords(defined.endpoint ?? endpointOf(env));
  return (request) => {
    const region = statedRegion(request, defined.region) ?? ownRegion;
    return `${endpoint} ${typeof region === 'string' ? region : JSON.stringify(region)}`;
  };
}

function endpointWords(endpoint: string | undefined): string {
  if (endpoint === undefined) return 'bedrock aws';
  return URL.canParse(endpoint) ? addressOfUrl('bedrock', new URL(endpoint)) : 'bedrock unreadable';
}

function defaultRegion({ AWS_PROFILE }: Environment): string {
  return AWS_PROFILE === undefined ? 'default' : `default of profile ${JSON.stringify(AWS_PROFILE)}`;
}

function endpointOf(env: Environment): string | undefined {
  if (env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true') return undefined;
  return env['AWS_ENDPOINT_URL_BEDROCK_RUNTIME'] || env['AWS_ENDPOINT_URL'] || undefined;
}
