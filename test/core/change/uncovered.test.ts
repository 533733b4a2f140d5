import { describe, expect, it } from 'vitest';
import type { Coverage } from '../../../src/core/change/coverage.ts';
import { scanStyleOf } from '../../../src/core/change/scanned-files.ts';
import { uncoveredChanges } from '../../../src/core/change/uncovered.ts';
import type { ChangedFile } from '../../../src/core/contracts/ports.ts';
import { lineDiff } from '../../support/memory-repository.ts';

const NONE: Coverage = { source: [], target: [], removed: [], proposed: [] };

function scan(
  path: string,
  from: string,
  to: string,
  coverage: Partial<Coverage> = {},
  file: Partial<ChangedFile> = {},
) {
  const diff = lineDiff(from, to);
  return uncoveredChanges([{ file: { path, status: 'modified', ...file }, diff }], { ...NONE, ...coverage });
}

function model(file: string, line: number, text: string, column = 1) {
  return { layer: 'model' as const, place: { file, line, column, endLine: line }, text };
}

describe('changed IDs in a file', () => {
  it('finds a replaced ID with its place', () => {
    expect(scan('src/a.ts', "x\nconst M = 'gpt-4o';\n", "x\nconst M = 'o3';\n")).toEqual([
      { place: { file: 'src/a.ts', line: 2, column: 12 }, side: 'target', source: 'gpt-4o', target: 'o3' },
    ]);
  });

  it('finds what only came and what only went', () => {
    expect(scan('a.py', '', 'M = "o3"\n')).toEqual([
      { place: { file: 'a.py', line: 1, column: 6 }, side: 'target', target: 'o3' },
    ]);
    expect(scan('new.py', 'M = "o3"\n', '', {}, { previousPath: 'old.py' })).toEqual([
      { place: { file: 'old.py', line: 1, column: 6 }, side: 'source', source: 'o3' },
    ]);
  });

  it.each([
    ['a.ts', "const M = 'gpt-4o';", "export const MODEL = 'gpt-4o';"],
    ['a.ts', "f('gpt-4o', 1)", "f(\n  'gpt-4o',\n  2,\n)"],
    ['a.ts', "const M = 'gpt-4o';\nlet a;\nlet b;\n", "let a;\nlet b;\nconst M = 'gpt-4o';\n"],
    ['a.ts', "// 'gpt-4o'", "// 'o3'"],
    ['README.md', '`gpt-4o`', '`o3`'],
    ['package-lock.json', '"gpt-4o"', '"o3"'],
    ['test/a.test.ts', "'gpt-4o'", "'o3'"],
    ['node_modules/x/a.js', "'gpt-4o'", "'o3'"],
  ])('%s: no change in %j → %j', (path, from, to) => expect(scan(path, from, to)).toEqual([]));

  it.each([
    ['a.ts', "use(['gpt-4o', 'o3'])", "use(['o3', 'gpt-4o'])"],
    ['a.yml', 'a: gpt-4o\nb: o3\n', 'a: o3\nb: gpt-4o\n'],
    ['a.yml', 'prod:\n  model: gpt-4o\nstaging:\n  model: o3\n', 'prod:\n  model: o3\nstaging:\n  model: gpt-4o\n'],
    ['a.yml', '- gpt-4o\n- o3\n', '- o3\n- gpt-4o\n'],
  ])('%s: swapping is a change: %j → %j', (path, from, to) => expect(scan(path, from, to).length).toBeGreaterThan(0));

  it('reports a line of a settings file that moved: its meaning hangs on where it stands', () => {
    expect(scan('a.yml', 'a: gpt-4o\nb: o3\n', 'b: o3\na: gpt-4o\n')).toHaveLength(2);
  });

  it('pairs what was inserted apart from what stayed', () => {
    expect(scan('a.py', 'M = ["gpt-4o", "o3"]', 'M = ["o4-mini", "gpt-4o", "o3"]')).toEqual([
      { place: { file: 'a.py', line: 1, column: 7 }, side: 'target', target: 'o4-mini' },
    ]);
  });

  it('stays quick and short on lines made of IDs', () => {
    const line = (id: string) => `{"a":[${Array(20_000).fill(`"${id}"`).join(',')}]}`;
    const coverage = { source: [model('a.json', 1, 'gpt-4o')], target: [model('a.json', 1, 'o3')] };
    expect(scan('a.json', line('gpt-4o'), line('o3'), coverage)).toHaveLength(1000);
  });

  it('takes a file that moved as it was for unchanged, whatever it is called', () => {
    const text = 'M = "o3"\n';
    const files = [
      { file: { path: 'old.py', status: 'removed' as const }, diff: lineDiff(text, '') },
      { file: { path: 'new.py', status: 'added' as const }, diff: lineDiff('', text) },
    ];
    expect(uncoveredChanges(files, NONE)).toEqual([]);
    expect(uncoveredChanges([files[0]!], NONE)).toHaveLength(1);
  });
});

describe('coverage', () => {
  const from = "const A = 'gpt-4o';\n";
  const to = "const A = 'o3';\n";

  it('needs both sides of a replaced ID', () => {
    const source = [model('a.ts', 1, 'gpt-4o')];
    const target = [model('a.ts', 1, 'o3')];
    expect(scan('a.ts', from, to, { source, target })).toEqual([]);
    expect(scan('a.ts', from, to, { source })).toHaveLength(1);
    expect(scan('a.ts', from, to, { target })).toHaveLength(1);
  });

  it('is of the very line, file and ID', () => {
    const target = [model('a.ts', 1, 'o3')];
    expect(scan('a.ts', from, to, { source: [model('a.ts', 2, 'gpt-4o')], target })).toHaveLength(1);
    expect(scan('a.ts', from, to, { source: [model('b.ts', 1, 'gpt-4o')], target })).toHaveLength(1);
    expect(scan('a.ts', from, to, { source: [model('a.ts', 1, 'gpt-4')], target })).toHaveLength(1);
    expect(
      scan('a.ts', from, to, { source: [{ ...model('a.ts', 1, 'gpt-4o'), place: { file: 'a.ts' } }], target }),
    ).toHaveLength(1);
  });

  it('does not reach another ID on the same line', () => {
    const line = (a: string, b: string) => `{"a":"${a}","b":"${b}"}`;
    const coverage = { source: [model('a.json', 1, 'gpt-4o', 6)], target: [model('a.json', 1, 'o3', 6)] };
    expect(scan('a.json', line('gpt-4o', 'x'), line('o3', 'x'), coverage)).toEqual([]);
    expect(scan('a.json', line('gpt-4o', 'gpt-4o'), line('o3', 'o3'), coverage)).toEqual([
      { place: { file: 'a.json', line: 1, column: 16 }, side: 'target', source: 'gpt-4o', target: 'o3' },
    ]);
  });

  it('lets a removed application take its ID along, and a proposed one bring its own', () => {
    expect(scan('a.ts', from, '', { removed: [model('a.ts', 1, 'gpt-4o')] })).toEqual([]);
    expect(scan('a.ts', '', to, { proposed: [model('a.ts', 1, 'o3')] })).toEqual([]);
    expect(
      scan('a.ts', from, to, { removed: [model('a.ts', 1, 'gpt-4o')], proposed: [model('a.ts', 1, 'o3')] }),
    ).toHaveLength(1);
  });
});

describe('scanStyleOf', () => {
  it.each([
    'src/a.ts',
    'app/main.py',
    'infra/main.tf',
    'config/prod.yml',
    '.env',
    'Dockerfile',
    'cmd/main.go',
    'src/latest/a.ts',
    'app/contest.py',
  ])('scans %s', (path) => expect(scanStyleOf(path)).toBeDefined());

  it.each([
    'docs/a.md',
    'pnpm-lock.yaml',
    'Cargo.lock',
    'dist/index.js',
    'vendor/a/b.go',
    'src/a.min.js',
    'tests/test_a.py',
    'pkg/a_test.go',
    'src/a.spec.ts',
    'src/__snapshots__/a.ts',
    'api/a_pb2.py',
    'src/main/AppTest.java',
    'evals/cases.jsonl',
  ])('leaves %s out', (path) => expect(scanStyleOf(path)).toBeUndefined());
});
