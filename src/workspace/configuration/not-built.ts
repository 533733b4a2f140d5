import type { Json } from '../../core/contracts/json.ts';
import { quoted } from './words.ts';
import type { Path } from './yaml-takeover.ts';

/** Keys of the specification that this version does not have, by where they stand (`*`: any name). */
const KEYS: Readonly<Record<string, string>> = {
  'applications.*.from': 'taking several layers from one prompt file',
  'applications.*.messages': 'the layer messages',
  'applications.*.tools': 'the layer tools',
  'applications.*.retrieval': 'the layer retrieval',
  'applications.*.guardrail': 'the layer guardrail',
  'applications.*.output': 'the layer output',
  'applications.*.volume': 'the cost per month',
};

/** Values of the specification that this version does not have. */
const VALUES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'applications.*.suite.source': {
    recorded: 'recorded replies for the source alone',
    auto: 'recorded replies for a source that can no longer be called',
  },
  'providers.*.type': { 'bedrock-batch': 'batch inference' },
};

/** The sentence for a key or value that is known and not built yet: it is refused, never ignored. */
export function notBuilt(path: Path, value: Json | undefined): string | undefined {
  const pattern = path.map((step, index) => (index === 1 && path[0] !== 'policy' ? '*' : step)).join('.');
  const key = path.at(-1);
  if (Object.hasOwn(KEYS, pattern)) return `${quoted(String(key))} is not built yet: ${KEYS[pattern]}`;
  const values = Object.hasOwn(VALUES, pattern) ? VALUES[pattern] : undefined;
  if (values === undefined || typeof value !== 'string' || !Object.hasOwn(values, value)) return undefined;
  return `"${key}: ${value}" is not built yet: ${values[value]}`;
}
