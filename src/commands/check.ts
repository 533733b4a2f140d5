import type { Verdict } from '../core/contracts/verdict.ts';
import { exitCodeOf } from '../core/policy/status.ts';
import type { ReportInput } from '../report/comment/report-input.ts';
import { evaluate } from './steps/evaluate.ts';
import { fileLedger } from './steps/file-ledger.ts';
import { type Kept, keepEvidence } from './steps/keep-evidence.ts';
import { type LocalSides, localSides } from './steps/local-sides.ts';
import type { ReplyFolder } from './steps/reply-folder.ts';
import { reproduceCommand } from './steps/reproduce-command.ts';
import type { Surroundings } from './steps/surroundings.ts';

/** What the terminal asks for. */
export interface CheckRequest extends LocalSides {
  readonly config: string;
  readonly evidenceDir: string;
  /** Where replies are kept from run to run; absent: nowhere. */
  readonly replies?: ReplyFolder;
  /** File in which it is written down what runs spend; absent: this user has no place for it. */
  readonly spendingFile?: string;
}

export interface CheckResult {
  readonly verdict: Verdict;
  readonly report: ReportInput;
  readonly exitCode: number;
  /** Whether the evidence folder holds the evidence: not where the disk refused it. */
  readonly isKept: boolean;
}

/** The same evaluation as the Action's, on the local git repository. */
export async function check(request: CheckRequest, surroundings: Surroundings): Promise<CheckResult> {
  // Before the evaluation: a revision that is not there is wrong usage, not a verdict.
  const sides = await localSides(request, surroundings.environment);
  const { spendingFile: file } = request;
  const evaluation = await evaluate(
    {
      sides: async () => sides,
      named: { base: sides.base, head: sides.target },
      config: request.config,
      evidenceDir: request.evidenceDir,
      ...(request.replies === undefined ? {} : { replies: request.replies }),
      ledger: fileLedger({ repository: sides.root, ...(file === undefined ? {} : { file }) }, surroundings),
      allowPreview: true,
    },
    surroundings,
  );
  const plan = { evidenceDir: request.evidenceDir, links: {}, reproduce: reproduceCommand(request) };
  return resultOf(await keepEvidence(evaluation, plan, surroundings));
}

/** What a terminal is told of a report. */
export function resultOf({ report, evaluation: { verdict }, isKept }: Kept): CheckResult {
  return { verdict, report: report.input, exitCode: exitCodeOf(verdict), isKept };
}
