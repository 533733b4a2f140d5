import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', 'src');

/** What each room may import: other rooms, and packages. The table is the drawing of `docs/architecture.md`. */
const ROOMS: Record<string, { rooms: string[]; packages: RegExp }> = {
  core: {
    rooms: ['core'],
    packages:
      /^(zod|re2js|ajv(\/.*)?|ajv-formats(\/.*)?|mustache|yaml|smol-toml|diff|pure-rand(\/.*)?|fastest-levenshtein)$/,
  },
  engine: { rooms: ['engine', 'core'], packages: /^node:(events|perf_hooks|timers\/promises)$/ },
  models: {
    rooms: ['models', 'core'],
    packages:
      /^(@aws-sdk\/.*|@smithy\/.*|@pydantic\/genai-prices|zod|node:(http|https|url|net|dns|stream|zlib|events|crypto|timers.*))$/,
  },
  github: { rooms: ['github', 'core'], packages: /^(@octokit\/.*|zod)$/ },
  workspace: {
    rooms: ['workspace', 'core'],
    packages:
      /^(zod|yaml|re2js|csv-parse.*|fastest-levenshtein|diff|node:(crypto|net|fs|fs\/promises|path|child_process|os|readline|stream|stream\/promises|util|string_decoder|buffer|events|url|zlib|timers\/promises))$/,
  },
  report: {
    rooms: ['report', 'core'],
    packages: /^(markdown-table|diff|string-width|wrap-ansi|picocolors(\/types)?)$/,
  },
  commands: {
    rooms: ['commands', 'engine', 'models', 'github', 'workspace', 'report', 'core'],
    packages: /^node:(path|url|fs|fs\/promises|os|process)$/,
  },
  shell: {
    rooms: ['shell', 'commands', 'engine', 'models', 'github', 'workspace', 'report', 'core'],
    packages: /^(@actions\/(core|github|cache|artifact)|commander|picocolors|zod|node:.*)$/,
  },
};

interface Import {
  file: string;
  from: string;
  to: string;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourceFiles(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });
}

/** `src/core/x.ts` → core; the files directly in `src` are the shell. */
function roomOf(path: string): string {
  const parts = relative(root, path).split('/');
  return parts.length === 1 ? 'shell' : (parts[0] ?? '');
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]/g;
  return [...text.matchAll(pattern)].map((match) => ({
    file: relative(root, file),
    from: roomOf(file),
    to: match[1] ?? match[2] ?? match[3] ?? '',
  }));
}

const files = sourceFiles(root);
const imports = files.flatMap(importsOf);

describe('architecture', () => {
  it('has a room for every file', () => {
    expect(files.filter((file) => !(roomOf(file) in ROOMS)).map((file) => relative(root, file))).toEqual([]);
    expect(imports.length).toBeGreaterThan(100);
  });

  it('lets imports point one way only', () => {
    const wrong = imports.filter(({ file, from, to }) => {
      if (!to.startsWith('.')) return false;
      const target = roomOf(resolve(root, dirname(file), to));
      return !ROOMS[from]?.rooms.includes(target);
    });
    expect(wrong.map(({ file, to }) => `${file} imports ${to}`)).toEqual([]);
  });

  it('wraps each package in one room', () => {
    const wrong = imports.filter(({ file, from, to }) => {
      if (to.startsWith('.')) return false;
      if (to === 'node:crypto' && file === 'core/contracts/digest.ts') return false;
      return !ROOMS[from]?.packages.test(to);
    });
    expect(wrong.map(({ file, to }) => `${file} imports ${to}`)).toEqual([]);
  });

  it("keeps the slow clients of the runner's stores in a program of their own", () => {
    const isSlow = ({ to }: Import) => /^@actions\/(cache|artifact)$/.test(to);
    expect([...new Set(imports.filter(isSlow).map(({ file }) => file))]).toEqual(['storage.ts']);
    expect(imports.filter(({ to }) => /\/storage\.ts$/.test(to)).map(({ file }) => file)).toEqual([]);
  });

  it('keeps clocks, chance and the environment out of the core', () => {
    const impure = /\b(Date\.now|new Date\(\)|performance\.now|Math\.random|process\.|setTimeout|fetch\()/;
    const wrong = files.filter((file) => roomOf(file) === 'core' && impure.test(readFileSync(file, 'utf8')));
    expect(wrong.map((file) => relative(root, file))).toEqual([]);
  });
});
