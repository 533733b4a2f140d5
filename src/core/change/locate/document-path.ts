import type { Json } from '../../contracts/json.ts';
import type { Problem } from '../../contracts/problem.ts';
import { isProblem, type Locating, type RawLocated } from './located.ts';
import { parsePath, type Step } from './path-expression.ts';
import { NotJson, plainJson } from './plain-json.ts';
import { locateInToml } from './toml-document.ts';
import { locateInYaml } from './yaml-document.ts';

/** Finds steps in a text. `file` is for messages. */
type DocumentReader = (text: string, file: string, steps: readonly Step[]) => RawLocated | Problem;

const READERS: Readonly<Record<string, DocumentReader>> = {
  yml: locateInYaml,
  yaml: locateInYaml,
  json: locateInYaml,
  jsonc: locateInYaml,
  toml: locateInToml,
};

/**
 * The value at a dotted path of a YAML, JSON or TOML file; the whole document when `at` is absent. A YAML file of several
 * documents is searched in all of them, and must have the path in one only (or the same value in each).
 */
export function locateAt(text: string, file: string, at: string | undefined): Locating {
  const extension = file.slice(file.lastIndexOf('.') + 1).toLowerCase();
  const reader = Object.hasOwn(READERS, extension) ? READERS[extension] : undefined;
  if (!reader) {
    return {
      code: 'layer-invalid',
      message: `${file} is not YAML, JSON or TOML by its name, so ${at === undefined ? 'no settings' : `no value at the path "${at}"`} can be read from it`,
      place: { file },
      hint: 'Use `match` with a regular expression, or a file named .yml, .yaml, .json, .jsonc or .toml.',
    };
  }
  const steps = at === undefined ? [] : parsePath(at);
  if ('faultAt' in steps) return badPath(file, at ?? '', steps.faultAt);
  const raw = reader(text, file, steps);
  return isProblem(raw) ? raw : asLocated(raw, file, at);
}

function badPath(file: string, at: string, faultAt: number): Problem {
  return {
    code: 'layer-invalid',
    message: `the path "${at}" into ${file} cannot be read at its character ${faultAt}`,
    hint: 'A path looks like a.b[2].c, a["dotted.key"] or env[name=MODEL_ID].value.',
  };
}

function asLocated(raw: RawLocated, file: string, at: string | undefined): Locating {
  let value: Json;
  try {
    value = plainJson(raw.value);
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    const what = at === undefined ? file : `"${at}" in ${file}`;
    return {
      code: 'layer-invalid',
      message: `${what} holds ${error.message}, which no layer can`,
      place: { file, ...(raw.line === undefined ? {} : { line: raw.line }) },
      hint: 'Write it as text in quotes, or name a smaller part of the file.',
    };
  }
  return { ...raw, value };
}
