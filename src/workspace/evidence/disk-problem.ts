import { ChangeoverError } from '../../core/contracts/problem.ts';

interface Refusal {
  readonly what: string;
  readonly hint: string;
}

/** What the operating system's codes mean for evidence, and what to do. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  ENOSPC: { what: 'the disk is full', hint: 'Free some space, or name another disk with `evidence-dir`.' },
  EDQUOT: { what: 'the disk quota is used up', hint: 'Free some space, or name another disk with `evidence-dir`.' },
  EFBIG: { what: 'the file would be larger than is allowed', hint: 'Raise the limit on the size of files.' },
  EROFS: { what: 'the file system is read-only', hint: 'Name a folder that can be written with `evidence-dir`.' },
  EACCES: { what: 'permission is denied', hint: 'Name a folder that can be written with `evidence-dir`.' },
  EPERM: { what: 'the operation is not permitted', hint: 'Name a folder that can be written with `evidence-dir`.' },
  ENOTDIR: { what: 'part of the path is no folder', hint: 'Name another folder with `evidence-dir`.' },
  EEXIST: { what: 'something else is there already', hint: 'Remove it, or name another folder with `evidence-dir`.' },
  EISDIR: { what: 'a folder is in its place', hint: 'Remove it, or name another folder with `evidence-dir`.' },
  ELOOP: {
    what: 'a symbolic link is in its place',
    hint: 'Remove it: evidence is neither read nor written through links.',
  },
};

/** The error of a disk that refused, with the path, in words. `doing`: "write", "create", "remove", "read". */
export function diskProblem(doing: string, path: string, cause: unknown): ChangeoverError {
  if (cause instanceof ChangeoverError) return cause;
  const code = codeOf(cause) ?? 'unknown error';
  const refusal = Object.hasOwn(REFUSALS, code) ? REFUSALS[code] : undefined;
  const what = refusal === undefined ? messageOf(cause) : `${refusal.what} (${code})`;
  return new ChangeoverError(
    {
      code: 'io',
      message: `cannot ${doing} ${path}: ${what}`,
      ...(refusal === undefined ? {} : { hint: refusal.hint }),
    },
    { cause },
  );
}

/** The operating system's code of an error, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
