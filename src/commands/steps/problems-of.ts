import { ChangeoverError, type Problem } from '../../core/contracts/problem.ts';

/** Any failure as problems: what Changeover knows how to say, or an internal fault with its message. */
export function problemsOf(error: unknown): readonly [Problem, ...Problem[]] {
  if (error instanceof ChangeoverError) return error.problems;
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return [
    {
      code: 'internal',
      message: `Changeover failed unexpectedly: ${message}`,
      hint: 'This is a fault of Changeover: please report it with the log of this run.',
    },
  ];
}
