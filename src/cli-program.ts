import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { type CheckResult, check } from './commands/check.ts';
import { demo } from './commands/demo.ts';
import { plan } from './commands/plan.ts';
import { problemsOf } from './commands/steps/problems-of.ts';
import { verify } from './commands/verify.ts';
import { describeProblem, type Problem } from './core/contracts/problem.ts';
import { exitCodeOf } from './core/policy/status.ts';
import { reportDocument } from './report/comment.ts';
import { planDocument } from './report/plan.ts';
import { visibleLine, visibleLines } from './report/untrusted.ts';
import { verificationDocument } from './report/verification.ts';
import { HELP_AFTER, notBuiltYet } from './terminal-help.ts';
import { userReplies, userReplyFolder, userSpendingFile } from './terminal-replies.ts';
import type { TerminalSession } from './terminal-session.ts';
import { VERSION } from './version.ts';

const USAGE = 64;
const INVALID = exitCodeOf({ verdict: 'invalid' });
const DISAGREES = 4;
const CONFIG = '.github/changeover.yml';
const EVIDENCE = 'changeover-evidence';

/** The example pull request, beside the bundle. */
const EXAMPLE = join(dirname(fileURLToPath(import.meta.url)), '..', 'fixtures', 'demo');

interface Sided {
  readonly base?: string;
  readonly head?: string;
  readonly config: string;
}

interface Output {
  readonly evidenceDir: string;
  readonly json?: boolean;
}

/** The program that `argv` is handed to; resolves with the exit code. */
export function buildProgram(session: TerminalSession): { run(argv: readonly string[]): Promise<number> } {
  let exitCode = 0;
  const program = new Command('changeover')
    .description('Evaluates a change of model or prompt, source against target, on your own cases, and decides.')
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('(changeover --help lists the commands)')
    .configureOutput({ writeOut: session.print, writeErr: session.complain })
    .addHelpText('after', HELP_AFTER.program);
  const ends = (code: number) => {
    exitCode = code;
  };
  addDemo(program, session, ends);
  addCheck(program, session, ends);
  addPlan(program, session, ends);
  addVerify(program, session, ends);
  return {
    async run(argv) {
      const later = notBuiltYet(argv);
      if (later !== undefined) {
        session.complain(`${later}\n`);
        return USAGE;
      }
      try {
        await program.parseAsync([...argv], { from: 'user' });
        return exitCode;
      } catch (error) {
        return failed(error, argv, session);
      }
    },
  };
}

type Ends = (code: number) => void;

function addDemo(program: Command, session: TerminalSession, ends: Ends): void {
  command(program, 'demo')
    .description('evaluate the example pull request from recorded replies: no network, no keys')
    .option('--evidence-dir <dir>', 'where the evidence is written', some, EVIDENCE)
    .option('--json', 'print verdict.json instead of the comment')
    .action(async (options: Output) => {
      const evidenceDir = session.pathOf(options.evidenceDir);
      const result = await demo({ example: EXAMPLE, evidenceDir }, session.surroundings);
      present(result, options, session);
      ends(result.exitCode);
    });
}

function addCheck(program: Command, session: TerminalSession, ends: Ends): void {
  sided(command(program, 'check'))
    .description('evaluate both sides and decide, as the Action does')
    .option('--evidence-dir <dir>', 'where the evidence is written', some, EVIDENCE)
    .option('--no-cache', 'call for every reply: none of earlier runs are reused, and none kept for later ones')
    .option('--json', 'print verdict.json instead of the comment')
    .action(async (options: Sided & Output & { readonly cache: boolean }) => {
      const { cache, ...words } = options;
      const evidenceDir = session.pathOf(options.evidenceDir);
      const replies = cache ? userReplies(session) : undefined;
      const spendingFile = userSpendingFile(session);
      const request = {
        ...words,
        folder: session.folder,
        evidenceDir,
        ...(replies === undefined ? {} : { replies }),
        ...(spendingFile === undefined ? {} : { spendingFile }),
      };
      const result = await check(request, session.surroundings);
      present(result, options, session);
      ends(result.exitCode);
    });
}

function addPlan(program: Command, session: TerminalSession, ends: Ends): void {
  sided(command(program, 'plan'))
    .description('say what a check would call, cost and be able to detect; calls nothing')
    .option('--json', 'print the plan as JSON')
    .action(async (options: Sided & { readonly json?: boolean }) => {
      const folder = userReplyFolder(session.surroundings.environment, process.platform);
      const replies = folder === undefined ? {} : { replies: { folder } };
      const request = { ...options, folder: session.folder, ...replies };
      const result = await plan(request, session.surroundings);
      if (options.json) session.print(`${JSON.stringify(result, undefined, 2)}\n`);
      else session.show(planDocument(result));
      ends(result.problems.length > 0 ? INVALID : 0);
    });
}

function addVerify(program: Command, session: TerminalSession, ends: Ends): void {
  command(program, 'verify')
    .description('recompute a verdict from its evidence, offline')
    .argument('<dir>', 'folder of the evidence', some)
    .action(async (folder: string) => {
      const result = await verify(session.pathOf(folder));
      session.show(verificationDocument(result));
      ends(result.disagreements.length > 0 ? DISAGREES : 0);
    });
}

function command(program: Command, name: Exclude<keyof typeof HELP_AFTER, 'program'>): Command {
  return program
    .command(name)
    .showHelpAfterError(`(changeover ${name} --help shows how it is used)`)
    .addHelpText('after', HELP_AFTER[name]);
}

function sided(command: Command): Command {
  return command
    .option(
      '--base <ref>',
      'the source side and the yardstick (default: merge base with origin’s default branch)',
      some,
    )
    .option('--head <ref>', 'the target side (default: the work tree)', some)
    .option('--config <file>', 'path of the configuration in the repository', some, CONFIG);
}

/** A shell puts the empty string where a variable is not set: nobody means the folder or the revision of that name. */
function some(word: string): string {
  if (word.trim() === '') throw new InvalidArgumentError('It is empty.');
  return word;
}

function present(result: CheckResult, { json, evidenceDir }: Output, session: TerminalSession): void {
  if (json) {
    session.print(`${JSON.stringify(result.verdict, undefined, 2)}\n`);
    return;
  }
  session.show(reportDocument(result.report));
  if (result.isKept) session.complain(`\nEvidence: ${visibleLine(evidenceDir)}\n`);
}

/** Whatever was thrown, as an exit code; usage errors were printed by commander already. */
function failed(error: unknown, argv: readonly string[], session: TerminalSession): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
  const problems = problemsOf(error);
  for (const problem of problems) session.complain(`${visibleLines(describeProblem(problem))}\n`);
  if (problems.some(({ code }) => code === 'usage')) return USAGE;
  if (argv.includes('--json')) session.print(`${JSON.stringify(withoutResult(argv, problems), undefined, 2)}\n`);
  return INVALID;
}

/** What a program that reads `--json` finds where things ended before there was a verdict or a plan. */
function withoutResult([name]: readonly string[], problems: readonly Problem[]) {
  return name === 'plan' ? { problems } : { verdict: 'invalid', problems };
}
