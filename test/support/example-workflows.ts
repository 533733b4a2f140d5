import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
}

export interface Job {
  readonly if?: string;
  readonly environment?: string;
  readonly 'timeout-minutes'?: number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

const root = new URL('../../', import.meta.url);
const FOLDER = 'examples/workflows/';

/** Paths of all examples, from the repository's root. */
export const EXAMPLES: readonly string[] = readdirSync(new URL(FOLDER, root)).map((name) => FOLDER + name);

/** The text of a file of the repository. */
export function read(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

export function jobsOf(path: string): Readonly<Record<string, Job>> {
  return (parse(read(path)) as { jobs: Record<string, Job> }).jobs;
}

/** Whether a step uses an action, in whatever version. */
export function isOf(action: string): (step: Step) => boolean {
  return (step) => step.uses?.startsWith(`${action}@`) === true;
}

/** The step that is Changeover. */
export function changeoverIn(job: Job | undefined): Step | undefined {
  return job?.steps.find(isOf('your-org/changeover'));
}
