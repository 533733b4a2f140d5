import type { Format, FormatDefinition } from 'ajv';
import { Ajv, type Options } from 'ajv';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { isJsonObject, type Json } from '../contracts/json.ts';
import { compilePattern } from './pattern.ts';
import { schemaBeyondBounds } from './schema-bounds.ts';

/** What is wrong with a value, in a few words; `undefined` when it is valid. */
type Validate = (value: Json) => string | undefined;

export type CompiledSchema =
  | { readonly ok: true; readonly validate: Validate }
  | { readonly ok: false; readonly reason: string };

const DRAFT_7 = 'http://json-schema.org/draft-07/schema';
const DRAFT_2020 = 'https://json-schema.org/draft/2020-12/schema';

/** Longest text that a `format` is tested on: some formats' expressions take quadratic time. */
const MAX_FORMATTED_LENGTH = 2_048;

/** Annotations of OpenAPI and of schema generators, which say nothing about validity. */
const ANNOTATIONS = [
  'example',
  'externalDocs',
  'xml',
  'discriminator',
  'propertyOrder',
  'enumNames',
  'markdownDescription',
];

/**
 * Compiles a JSON Schema of draft 2020-12 (also when `$schema` is absent) or draft 7, formats included.
 * Unknown keywords are refused, because a misspelt one would be a check that never fails; `x-…` keywords are not.
 */
export function compileSchema(schema: Json): CompiledSchema {
  const beyond = schemaBeyondBounds(schema);
  if (beyond !== undefined) return { ok: false, reason: beyond };
  const declared = isJsonObject(schema) && typeof schema['$schema'] === 'string' ? schema['$schema'] : DRAFT_2020;
  const draft = declared.replace(/#$/, '');
  if (draft !== DRAFT_7 && draft !== DRAFT_2020) {
    return { ok: false, reason: `\`$schema\` is ${JSON.stringify(declared)}: drafts 2020-12 and 7 are understood` };
  }
  return compile(schema, draft === DRAFT_7 ? new Ajv(options(schema)) : new Ajv2020(options(schema)));
}

function options(schema: Json): Options {
  return {
    strictSchema: true,
    strictTypes: false,
    strictTuples: false,
    strictRequired: false,
    // A member that an object only inherits (`constructor`) is not there.
    ownProperties: true,
    // References are calls, so that they cannot multiply the code that is generated.
    inlineRefs: false,
    logger: false,
    formats: boundedFormats(),
    keywords: [...ANNOTATIONS, ...extensionKeywords(schema)],
    code: { regExp: linearPattern },
  };
}

function compile(schema: Json, ajv: Ajv | Ajv2020): CompiledSchema {
  try {
    const check = ajv.compile(schema as object | boolean);
    const validate: Validate = (value) => (check(value) === true ? undefined : describe(check.errors?.[0]));
    // A schema that refers to itself without taking anything off the value would never end: found out here, not later.
    for (const probe of [null, '', 0, [], {}]) validate(probe);
    return { ok: true, validate };
  } catch (error) {
    if (error instanceof RangeError) return { ok: false, reason: 'the schema refers to itself without end' };
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

function describe(error: ErrorObject | undefined): string {
  if (error === undefined) return 'not valid';
  const extra = error.params['additionalProperty'] ?? error.params['unevaluatedProperty'];
  const named = extra === undefined ? '' : `: ${extra}`;
  return `${error.instancePath === '' ? 'the output' : error.instancePath} ${error.message ?? error.keyword}${named}`;
}

/** RE2 in place of the engine's own expressions, for `pattern` and `patternProperties`. Throws on what RE2 refuses. */
function linearPattern(pattern: string): { test: (text: string) => boolean; toString: () => string } {
  const compiled = compilePattern(pattern);
  if (!compiled.ok) throw new Error(`pattern ${JSON.stringify(pattern)} cannot be read: ${compiled.reason}`);
  // Ajv keeps compiled expressions apart by their text.
  return { test: (text) => compiled.expression.test(text), toString: () => pattern };
}
linearPattern.code = 'linearPattern';

function boundedFormats(): { readonly [name: string]: Format } {
  return Object.fromEntries(Object.entries(fullFormats).map(([name, format]) => [name, bounded(format)]));
}

function bounded(format: Format): Format {
  if (typeof format === 'string' || typeof format === 'boolean') return format;
  if (format instanceof RegExp) return (text: string) => text.length <= MAX_FORMATTED_LENGTH && format.test(text);
  if (typeof format === 'function') return (text: string) => text.length <= MAX_FORMATTED_LENGTH && format(text);
  const { validate, type } = format as FormatDefinition<string>;
  if (type === ('number' as string) || typeof validate !== 'function') return format;
  return { ...format, validate: (text: string) => text.length <= MAX_FORMATTED_LENGTH && validate(text) } as Format;
}

/** Keywords `x-…` that occur in a schema; as names of properties they do no harm here. */
function extensionKeywords(schema: Json): readonly string[] {
  const found = new Set<string>();
  const visit = (value: Json): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      if (/^x-[a-z0-9_:-]+$/i.test(key)) found.add(key);
      visit(member);
    }
  };
  visit(schema);
  return [...found];
}
