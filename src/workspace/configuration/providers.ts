import type { ProviderDefinition } from '../../core/contracts/yardstick.ts';
import { pathText } from './explain-issues.ts';
import type { ProblemLog } from './problem-log.ts';
import { repositoryFile } from './repository-file.ts';
import { PROVIDER_TYPES, type WrittenConfiguration, type WrittenProvider } from './schema.ts';
import { eitherOf, quoted } from './words.ts';
import type { Path } from './yaml-takeover.ts';

type ProviderType = ProviderDefinition['type'];
type Preset = Pick<ProviderDefinition, 'type' | 'baseUrl' | 'apiKeyEnv'>;

const DEFAULT_CONCURRENCY = 8;
const DEFAULT_TIMEOUT_MS = 120_000;

/** Providers that need no entry. */
const PRESETS = new Map<string, Preset>([
  ['bedrock', { type: 'bedrock' }],
  ['openai', { type: 'openai', baseUrl: 'https://api.openai.com/v1', apiKeyEnv: 'OPENAI_API_KEY' }],
  ['anthropic', { type: 'anthropic', baseUrl: 'https://api.anthropic.com', apiKeyEnv: 'ANTHROPIC_API_KEY' }],
  [
    'google',
    {
      type: 'openai',
      baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
      apiKeyEnv: 'GEMINI_API_KEY',
    },
  ],
  ['mistral', { type: 'openai', baseUrl: 'https://api.mistral.ai/v1', apiKeyEnv: 'MISTRAL_API_KEY' }],
]);

/** Keys that only some types have. */
const OWN_KEYS: Readonly<Record<ProviderType, readonly (keyof WrittenProvider)[]>> = {
  bedrock: ['region'],
  openai: ['base-url', 'private-network', 'api-key-env'],
  anthropic: ['base-url', 'private-network', 'api-key-env'],
  recorded: ['file'],
};

/** The providers that are written, then the built-in ones that are not. Faults go to the log. */
export function providerDefinitions(
  written: WrittenConfiguration['providers'],
  log: ProblemLog,
): readonly ProviderDefinition[] {
  const own = Object.entries(written).flatMap(([name, entry]) => definitionOf(name, entry, ['providers', name], log));
  const builtIn = [...PRESETS]
    .filter(([name]) => !Object.hasOwn(written, name))
    .map(([name, preset]) => ({
      name,
      ...preset,
      concurrency: DEFAULT_CONCURRENCY,
      timeoutMs: DEFAULT_TIMEOUT_MS,
    }));
  return [...own, ...builtIn];
}

function definitionOf(name: string, entry: WrittenProvider, path: Path, log: ProblemLog): ProviderDefinition[] {
  const type = entry.type ?? PRESETS.get(name)?.type ?? PROVIDER_TYPES.find((one) => one === name);
  if (type === undefined) {
    const message = `the provider ${quoted(name)} needs the key "type"`;
    log.add({ path, part: 'key', message, hint: `Write type: ${eitherOf(PROVIDER_TYPES)}.` });
    return [];
  }
  checkKeys(type, entry, path, log);
  const endpoint = endpointOf(name, type, entry);
  if (entry['base-url'] !== undefined) checkBaseUrl(entry['base-url'], [...path, 'base-url'], log);
  if (type === 'recorded' && entry.file === undefined) {
    log.add({
      path,
      part: 'key',
      message: `${pathText(path)} needs the key "file"`,
      hint: 'Name the recorded replies.',
    });
  }
  const file = entry.file === undefined ? undefined : repositoryFile(entry.file, [...path, 'file'], log);
  return [
    {
      name,
      ...endpoint,
      ...(entry['private-network'] === true ? { privateNetwork: true } : {}),
      ...(entry.region === undefined ? {} : { region: entry.region }),
      concurrency: entry.concurrency,
      ...(entry['requests-per-minute'] === undefined ? {} : { requestsPerMinute: entry['requests-per-minute'] }),
      ...(entry['tokens-per-minute'] === undefined ? {} : { tokensPerMinute: entry['tokens-per-minute'] }),
      timeoutMs: Math.round(entry['timeout-seconds'] * 1000),
      ...(file === undefined ? {} : { file }),
    },
  ];
}

/**
 * Type, address and key of a provider. The well-known names bring theirs; under another name the key is never assumed for an
 * address that is written. What is absent here is the public service of the type, which the adapters know.
 */
function endpointOf(name: string, type: ProviderType, entry: WrittenProvider): Preset {
  const preset = PRESETS.get(name);
  const known = preset?.type === type ? preset : undefined;
  const baseUrl = entry['base-url']?.replace(/\/+$/, '') ?? known?.baseUrl;
  const apiKeyEnv = entry['api-key-env'] ?? known?.apiKeyEnv;
  return {
    type,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(apiKeyEnv === undefined ? {} : { apiKeyEnv }),
  };
}

function checkKeys(type: ProviderType, entry: WrittenProvider, path: Path, log: ProblemLog): void {
  const special = new Set(Object.values(OWN_KEYS).flat());
  const misplaced = [...special].filter((key) => entry[key] !== undefined && !OWN_KEYS[type].includes(key));
  for (const key of misplaced) {
    const message = `a provider of type ${type} has no key "${key}"`;
    log.add({ path: [...path, key], part: 'key', message, hint: `It may have ${eitherOf(OWN_KEYS[type])}.` });
  }
}

/** Prompts and keys travel to this address: encrypted, or not beyond this machine, and without credentials in it. */
function checkBaseUrl(written: string, path: Path, log: ProblemLog): void {
  const fault = faultOfUrl(written);
  if (fault !== undefined) log.add({ path, message: `${pathText(path)} ${fault}` });
}

function faultOfUrl(written: string): string | undefined {
  if (!URL.canParse(written)) return 'is not an address, such as https://api.example.com/v1';
  const url = new URL(written);
  if (url.username !== '' || url.password !== '') return 'must not hold credentials; name a variable with api-key-env';
  if (url.search !== '' || url.hash !== '') return 'must not have a query or a fragment';
  if (url.protocol === 'https:') return undefined;
  return url.protocol === 'http:' && isLoopback(url.hostname)
    ? undefined
    : 'must start with https:// (http:// only on this machine: localhost, 127.0.0.1, [::1])';
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
