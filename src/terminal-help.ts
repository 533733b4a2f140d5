/** Commands and options of later versions: named in a plain sentence instead of "unknown". */
const LATER_COMMANDS: readonly string[] = ['init', 'doctor', 'scan', 'suite', 'history', 'explain'];
const LATER_OPTIONS: readonly string[] = ['--set'];

/** The sentence for words that this version does not have yet; `undefined` when there are none. */
export function notBuiltYet(argv: readonly string[]): string | undefined {
  const [name] = argv;
  if (name !== undefined && LATER_COMMANDS.includes(name)) return `The command "${name}" is not built in this version.`;
  const option = argv.map((word) => word.split('=', 1)[0] ?? word).find((word) => LATER_OPTIONS.includes(word));
  return option === undefined ? undefined : `The option "${option}" is not built in this version.`;
}

/** What stands below the options in the help of the program and of each command. */
export const HELP_AFTER = {
  program: `
Examples:
  changeover demo                              an example pull request, evaluated from recorded replies
  changeover plan                              what a check of the work tree would call, cost and detect
  changeover check                             the work tree against origin's default branch
  changeover check --base main --head feature  two commits
  changeover verify changeover-evidence        recompute a verdict from its evidence

Exit codes: 0 pass or not applicable, 1 fail, 2 inconclusive, 3 invalid, 4 evidence disagrees, 64 wrong usage.`,
  demo: `
Examples:
  changeover demo                              the comment, and the evidence in changeover-evidence
  changeover demo --evidence-dir /tmp/example  the evidence elsewhere
  changeover demo --json                       the verdict for another program

Exit code: that of the verdict. The example fails on purpose: 1.`,
  check: `
Examples:
  changeover check                             the work tree against origin's default branch
  changeover check --base main                 the work tree against main
  changeover check --base main --head feature  two commits, nothing is checked out
  changeover check --no-cache                  draw every reply anew: costs as much as the first time
  changeover check --json                      the verdict for another program

Replies are kept in the user's cache folder and reused while nothing that shapes them changes, so that a second check
pays only for what is new. Drawing again until a result pleases is no evidence: attempts are counted and told.

Exit codes: 0 pass or not applicable, 1 fail, 2 inconclusive, 3 invalid, 64 wrong usage.`,
  plan: `
Examples:
  changeover plan                              of the work tree, before it is committed
  changeover plan --base main --head feature   of two commits
  changeover plan --json                       for another program

Exit codes: 0, or 3 when a check would stop at a problem; 64 wrong usage.`,
  verify: `
Examples:
  changeover verify changeover-evidence        of the last check here
  changeover verify ~/Downloads/evidence       of a run's artifact

Exit codes: 0 the evidence agrees, 4 it does not, 3 it cannot be read, 64 wrong usage.`,
} as const;
