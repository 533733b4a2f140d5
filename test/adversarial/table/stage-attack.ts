import { type Stage, scenario } from '../../e2e/support/stage.ts';
import { type Dangers, type Ending, recorded } from './attack.ts';

/** A scenario with the built action between GitHub and model endpoints. */
export function attackOnStage(
  dangers: Dangers,
  name: string,
  expected: readonly Ending[],
  run: (stage: Stage) => Promise<string | undefined>,
): void {
  const about = typeof dangers === 'string' ? dangers : dangers.join(' ');
  scenario(`${about}: ${name}`, async ({ stage, task }) => {
    await recorded(task, dangers, expected, () => run(stage));
  });
}
