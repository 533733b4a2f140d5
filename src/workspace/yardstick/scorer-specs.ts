import type { ScorerConfiguration } from '../../core/contracts/configuration.ts';
import { isJsonObject, type Json, type JsonObject } from '../../core/contracts/json.ts';
import { ChangeoverError } from '../../core/contracts/problem.ts';
import type { ScorerSpec } from '../../core/contracts/suite.ts';
import { quoted } from '../configuration/words.ts';
import { readYaml } from '../configuration/yaml-document.ts';
import { decodeText } from '../datasets/decode.ts';
import { parseJson } from '../datasets/json-lines.ts';
import { nestsTooDeep } from '../datasets/records.ts';
import { type ReadFile, readRequired } from './read-file.ts';

const SCHEMA_LIMITS = { characters: 1024 * 1024, values: 50_000 };

/**
 * A scorer with the files that it names read into it, so that evidence needs nothing else to score again. Throws a
 * ChangeoverError when a schema file is missing or is no schema.
 */
export async function scorerSpec(
  scorer: ScorerConfiguration,
  application: string,
  read: ReadFile,
): Promise<ScorerSpec> {
  const { name, type, extract, normalise, passAt } = scorer;
  const options = await resolvedOptions(scorer, application, read);
  return { name, type, ...(extract === undefined ? {} : { extract }), normalise, options, passAt };
}

async function resolvedOptions(
  { type, options, place }: ScorerConfiguration,
  application: string,
  read: ReadFile,
): Promise<JsonObject> {
  const file = type === 'json-schema' ? options['schema'] : undefined;
  if (typeof file !== 'string') return options;
  const bytes = await readRequired(read, file, { what: 'schema', code: 'scorer', place, application });
  return { ...options, schema: parseSchema(bytes, file, application) };
}

function parseSchema(bytes: Uint8Array, file: string, application: string): Json {
  const schema = /\.ya?ml$/i.test(file) ? parseYamlSchema(bytes, file) : parseJsonSchema(bytes, file);
  const isSchema = (isJsonObject(schema) || typeof schema === 'boolean') && !nestsTooDeep(schema);
  if (isSchema) return schema;
  const message = `${quoted(file)} is not a JSON Schema: it must be an object, not nested too deeply`;
  throw new ChangeoverError({ code: 'scorer', message, place: { file }, application, side: 'yardstick' });
}

function parseYamlSchema(bytes: Uint8Array, file: string): Json {
  return readYaml(decodeText(bytes, file, 'scorer'), file, SCHEMA_LIMITS, 'scorer').data;
}

function parseJsonSchema(bytes: Uint8Array, file: string): Json {
  const text = decodeText(bytes, file, 'scorer');
  const parsed = text.length > SCHEMA_LIMITS.characters ? { fault: 'it is longer than 1 MiB' } : parseJson(text);
  if ('data' in parsed) return parsed.data;
  throw new ChangeoverError({ code: 'scorer', message: `the schema is not JSON: ${parsed.fault}`, place: { file } });
}
