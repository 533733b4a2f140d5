import { ChangeoverError } from '../contracts/problem.ts';

/**
 * The names along a repository-relative path. Only the canonical spelling is accepted: no empty, `.` or `..` part, nothing
 * absolute, nothing in `.git`, so that no adapter can be led out of the repository. Any other character is allowed, because
 * file names of a repository may hold any. Throws a ChangeoverError of code `path`.
 */
export function pathSegments(path: string): readonly string[] {
  const segments = path.split('/');
  const fault = path.includes('\0') ? 'holds a null character' : faultOf(segments);
  if (fault === undefined) return segments;
  throw new ChangeoverError({
    code: 'path',
    message: `The path ${JSON.stringify(path)} ${fault}.`,
    hint: 'Write a path from the root of the repository, such as evals/triage.jsonl.',
  });
}

function faultOf(segments: readonly string[]): string | undefined {
  if (segments.length === 1 && segments[0] === '') return 'is empty';
  if (segments[0] === '' || /^[A-Za-z]:$/.test(segments[0] ?? '')) return 'is absolute';
  if (segments.includes('..')) return 'may leave the repository';
  if (segments.some((segment) => segment === '' || segment === '.')) return 'is not in its shortest form';
  return segments.some(isGitFolder) ? 'leads into .git' : undefined;
}

/**
 * `.git` in every spelling that some file system takes for it: other case, trailing dots, ignorable code points, a stream of
 * its own (`.git::$INDEX_ALLOCATION`).
 */
function isGitFolder(segment: string): boolean {
  const plain = segment
    .replace(/\p{Cf}/gu, '')
    .replace(/:.*$/s, '')
    .replace(/[. ]+$/, '')
    .toLowerCase();
  return plain === '.git' || plain === 'git~1';
}
