import { ChangeoverError, type Problem } from '../../src/core/contracts/problem.ts';

/** The problems that a function throws; fails when it throws nothing or something else. */
export function problemsOf(run: () => unknown): readonly Problem[] {
  try {
    run();
  } catch (error) {
    if (error instanceof ChangeoverError) return error.problems;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** The same for a function that works asynchronously. */
export async function problemsOfAsync(run: () => Promise<unknown>): Promise<readonly Problem[]> {
  const result = await run().then(
    () => 'nothing was thrown',
    (error: unknown) => error,
  );
  return problemsOf(() => {
    throw result instanceof Error ? result : new Error(String(result));
  });
}
