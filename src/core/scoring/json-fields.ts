import { z } from 'zod';
import { canonicalJson } from '../contracts/digest.ts';
import type { Json } from '../contracts/json.ts';
import type { Score } from '../contracts/score.ts';
import type { Case } from '../contracts/suite.ts';
import { RIGHT, wrong } from './binary.ts';
import { faultOfCases } from './expected.ts';
import { type JsonPath, parseJsonPath, valueAt } from './json-path.ts';
import { readJsonReply } from './json-reply.ts';
import { normaliseTexts } from './normalise.ts';
import { agree, numberOf } from './numbers.ts';
import { defineScorer, type Normalise, type ScorerFault } from './scorer.ts';

const OPTIONS = z.strictObject({
  fields: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('Dotted paths of the fields to compare. Default: the top-level fields of the case’s `expected`.'),
  compare: z
    .enum(['exact', 'numeric'])
    .default('exact')
    .describe('`numeric`: values that are numbers on both sides may differ by the tolerance.'),
  tolerance: z.number().min(0).default(0).describe('With `compare: numeric`: as for `numeric`.'),
  'relative-tolerance': z.number().min(0).default(0).describe('With `compare: numeric`: as for `numeric`.'),
});
type Options = z.output<typeof OPTIONS>;
type Same = (actual: Json, expected: Json) => boolean;

interface Field {
  readonly name: string;
  readonly path: JsonPath;
}

/**
 * `json-fields`: the share of fields (0 to 1) in which the output, read as JSON, agrees with the case's `expected`, an
 * object or a list, or the JSON text of one (a table's cells hold nothing else). Fields that `expected` does not name are free. An output that is not JSON scores 0.
 * `normalise` applies to the texts inside, never to keys.
 */
export const jsonFields = defineScorer({
  type: 'json-fields',
  summary: 'Share of the fields of a JSON output that agree with `expected`.',
  options: OPTIONS,
  readsPunctuation: false,
  check: checkJsonFields,
  prepare(options, normalise) {
    const fixed = options.fields?.flatMap(fieldOf);
    const same = comparison(options, normalise);
    return (output, { expected }) => {
      const reply = readJsonReply(output);
      if (!reply.ok) return wrong(reply.reason);
      const wanted = structureOf(expected);
      return shareOf(fixed ?? ownFields(wanted), reply.value, wanted, same);
    };
  },
});

function shareOf(fields: readonly Field[], actual: Json, expected: Json, same: Same): Score {
  const differing = fields.filter(({ path }) => {
    const wanted = valueAt(expected, path);
    const given = valueAt(actual, path);
    return wanted === undefined || given === undefined || !same(given, wanted);
  });
  if (differing.length === 0 && fields.length > 0) return RIGHT;
  const names = differing.map(({ name }) => name);
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  const value = fields.length === 0 ? 0 : (fields.length - differing.length) / fields.length;
  return { value, reason: `differs in ${names.slice(0, 5).join(', ')}${more}` };
}

function comparison(options: Options, normalise: Normalise): Same {
  const exact: Same = (actual, expected) =>
    canonicalJson(normaliseTexts(actual, normalise)) === canonicalJson(normaliseTexts(expected, normalise));
  if (options.compare === 'exact') return exact;
  const tolerance = { absolute: options.tolerance, relative: options['relative-tolerance'] };
  return (actual, expected) => {
    const [given, wanted] = [numberOf(actual, 'point'), numberOf(expected, 'point')];
    return given === undefined || wanted === undefined ? exact(actual, expected) : agree(given, wanted, tolerance);
  };
}

function fieldOf(name: string): readonly Field[] {
  const path = parseJsonPath(name);
  return path === undefined ? [] : [{ name, path }];
}

function structureOf(expected: Json | undefined): Json {
  if (typeof expected !== 'string') return expected ?? null;
  const read = readJsonReply(expected);
  return read.ok ? read.value : null;
}

function ownFields(expected: Json): readonly Field[] {
  if (typeof expected !== 'object' || expected === null) return [];
  if (Array.isArray(expected))
    return expected.map((_item, index) => ({ name: `[${index}]`, path: [{ kind: 'index', index }] }));
  return Object.keys(expected).map((key) => ({ name: key, path: [{ kind: 'key', key }] }));
}

function checkJsonFields(options: Options, cases: readonly Case[]): readonly ScorerFault[] {
  const unreadable = (options.fields ?? []).filter((name) => parseJsonPath(name) === undefined);
  const faults: ScorerFault[] = unreadable.map((name) => ({
    message: `\`fields\`: ${JSON.stringify(name)} is not a path`,
    hint: 'Write it like `a.b[2].c` or `a["dotted.key"]`.',
  }));
  if (options.compare === 'exact' && (options.tolerance > 0 || options['relative-tolerance'] > 0)) {
    faults.push({ message: 'a tolerance without `compare: numeric` would have no effect' });
  }
  if (options.fields === undefined) {
    const need = '`expected`, an object or a list that is not empty';
    return [...faults, ...faultOfCases(cases, ({ expected }) => ownFields(structureOf(expected)).length === 0, need)];
  }
  return [...faults, ...options.fields.flatMap(fieldOf).flatMap((field) => checkField(field, cases))];
}

function checkField({ name, path }: Field, cases: readonly Case[]): readonly ScorerFault[] {
  const lacks = ({ expected }: Case) => valueAt(structureOf(expected), path) === undefined;
  return faultOfCases(cases, lacks, `\`${name}\` in \`expected\``);
}
