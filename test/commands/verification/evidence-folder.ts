import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from '../../../src/commands/check.ts';
import { verify } from '../../../src/commands/verify.ts';
import { ChangeoverError, describeProblem } from '../../../src/core/contracts/problem.ts';
import { writeManifest } from '../../../src/workspace/evidence/manifest.ts';
import { prettyJson } from '../../../src/workspace/evidence/pretty-json.ts';
import { CONFIG_FILE, SURROUNDINGS } from '../../adversarial/pull-request.ts';
import { makeRepository, type WorkTreeFiles } from '../../support/git.ts';

/** The evidence of one check, and copies of it in which something was changed. */
export interface EvidenceFolder {
  readonly folder: string;
  readonly files: readonly string[];
  /** What verification says of a copy after a change; `anew`: with a manifest that fits again. */
  complaints(change: (copy: string) => void, manifest: 'anew' | 'as it was'): Promise<readonly string[]>;
  remove(): void;
}

/** Checks a change of a repository, from recorded replies. */
export async function evidenceOf(base: WorkTreeFiles, head: WorkTreeFiles): Promise<EvidenceFolder> {
  const repository = makeRepository();
  const root = mkdtempSync(join(tmpdir(), 'changeover-verification-'));
  const folder = join(root, 'evidence');
  repository.commit(base);
  repository.commit(head);
  const request = { folder: repository.root, base: 'HEAD~1', head: 'HEAD', config: CONFIG_FILE, evidenceDir: folder };
  await check(request, SURROUNDINGS);
  const { files } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { files: object };
  const names = Object.keys(files);
  return {
    folder,
    files: names,
    async complaints(change, manifest) {
      const copy = mkdtempSync(join(root, 'copy-'));
      try {
        cpSync(folder, copy, { recursive: true });
        change(copy);
        if (manifest === 'anew') await writeManifest(copy, names);
        return (await verify(copy)).disagreements.map(describeProblem);
      } catch (error) {
        if (error instanceof ChangeoverError) return error.problems.map(describeProblem);
        throw error;
      } finally {
        rmSync(copy, { recursive: true });
      }
    },
    remove() {
      for (const path of [repository.root, root]) rmSync(path, { recursive: true });
    },
  };
}

/** Changes a JSON file of a copy, written as the program writes it. */
export function editJson(name: string, edit: (value: unknown) => unknown): (copy: string) => void {
  return (copy) => {
    const path = join(copy, name);
    writeFileSync(path, prettyJson(edit(JSON.parse(readFileSync(path, 'utf8')))));
  };
}

/** A way into plain data, and what stands there. */
export interface Leaf {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

/** Every value of plain data that holds no other. */
export function leavesOf(value: unknown, path: Leaf['path'] = []): readonly Leaf[] {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return [{ path, value }];
  const members = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return members.flatMap(([key, member]) => leavesOf(member, [...path, key]));
}

/** Plain data with another value in one place, of the same kind. */
export function withAnother(value: unknown, path: Leaf['path']): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return another(value);
  const container = value as Readonly<Record<string, unknown>>;
  if (!Array.isArray(value)) return { ...container, [key]: withAnother(container[key], rest) };
  return value.map((item, index) => (index === key ? withAnother(item, rest) : item));
}

function another(value: unknown): unknown {
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) ? value + 1 : value * 1.01;
    case 'string':
      return `${value}0`;
    case 'boolean':
      return !value;
    default:
      return Array.isArray(value) ? ['one more'] : { one: 'more' };
  }
}
