import type { Place } from '../../core/contracts/layer.ts';
import type { FileRead } from '../../core/contracts/ports.ts';
import { ChangeoverError, type ProblemCode } from '../../core/contracts/problem.ts';
import { quoted } from '../configuration/words.ts';

/** Reads a repository-relative path on the yardstick's side. */
export type ReadFile = (path: string) => Promise<FileRead>;

/** What a file is read for, so that a message can say who asked for it. */
interface ReadPurpose {
  /** `dataset`, `schema`, `recording`. */
  readonly what: string;
  readonly code: ProblemCode;
  /** Where the configuration names the file. */
  readonly place?: Place;
  readonly application?: string;
}

/** The bytes of a file. Throws a ChangeoverError when there is no such file or it may not be read. */
export async function readRequired(read: ReadFile, path: string, purpose: ReadPurpose): Promise<Uint8Array> {
  const found = await read(path);
  if (found.kind === 'file') return found.bytes;
  const { message, hint, unsafe } = describeFailure(found, path);
  const { what, code, place, application } = purpose;
  throw new ChangeoverError({
    code: unsafe ? 'path' : code,
    message: `the ${what} ${message}`,
    side: 'yardstick',
    hint,
    ...(place === undefined ? {} : { place }),
    ...(application === undefined ? {} : { application }),
  });
}

type Failure = Exclude<FileRead, { kind: 'file' }>;

function describeFailure(found: Failure, path: string): { message: string; hint: string; unsafe: boolean } {
  const name = quoted(path);
  switch (found.kind) {
    case 'missing':
      return {
        message: `${name} does not exist`,
        hint: 'What measures is read from the base branch, a proposed application from the head: correct the path, or merge the file first.',
        unsafe: false,
      };
    case 'symlink':
      return {
        message: `${name} passes through the symbolic link ${quoted(found.at)}`,
        hint: 'Name the file itself.',
        unsafe: true,
      };
    case 'directory':
      return { message: `${name} is a folder`, hint: 'Name a file in it.', unsafe: false };
    case 'submodule':
      return { message: `${name} is a submodule`, hint: 'Keep the file in this repository.', unsafe: false };
    case 'too-large':
      return {
        message: `${name} has ${found.size} bytes, more than the ${found.limit} allowed`,
        hint: 'Evaluate a sample of it.',
        unsafe: false,
      };
  }
}
