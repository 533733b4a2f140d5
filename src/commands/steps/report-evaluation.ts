import type { Governance } from '../../core/contracts/governance.ts';
import type { Trust } from '../../core/contracts/trust.ts';
import type { Verdict } from '../../core/contracts/verdict.ts';
import type { Yardstick } from '../../core/contracts/yardstick.ts';
import { draftWaivers } from '../../core/policy/draft-waivers.ts';
import type { Redact } from '../../core/redaction/secrets.ts';
import type { ReportInput, ReportLinks } from '../../report/comment/report-input.ts';
import { renderComment } from '../../report/comment.ts';
import { statementOf } from '../../report/statement.ts';
import { REPORT_CONTEXT_FILE, STATEMENT_FILE } from '../../workspace/evidence/evidence-files.ts';
import { prettyJson } from '../../workspace/evidence/pretty-json.ts';
import { writeEvidence } from '../../workspace/evidence/write-evidence.ts';
import { describeWaivers } from '../../workspace/waivers/describe.ts';
import { decidingYardstick } from './deciding-yardstick.ts';
import type { Evaluation } from './evaluate.ts';

/** Where an evaluation's evidence goes and how its report points elsewhere. */
export interface ReportPlan {
  readonly evidenceDir: string;
  readonly evidenceRoot?: string;
  readonly links: ReportLinks;
  /** The command that runs the same in a terminal. */
  readonly reproduce: string;
  /** How much the commit status proves, where one is written. */
  readonly trust?: Trust;
}

/** An evaluation with its comment, as written to the evidence folder. */
export interface Report {
  readonly input: ReportInput;
  readonly comment: string;
}

/** Renders the comment and writes the evidence, redacted. Throws a ChangeoverError when the disk refuses. */
export async function reportEvaluation(evaluation: Evaluation, plan: ReportPlan, redact: Redact): Promise<Report> {
  const report = renderReport(evaluation, plan);
  const { verdict, yardstick, proposedYardstick, governance, observed, spending } = evaluation;
  const { links, reproduce, trust } = plan;
  const context = {
    links,
    reproduce,
    ...(trust === undefined ? {} : { trust }),
    ...(spending === undefined ? {} : { spending }),
  };
  const statement = statementOf(report.input);
  await writeEvidence(
    plan.evidenceDir,
    {
      verdict,
      comment: report.comment,
      observed,
      ...(yardstick === undefined ? {} : { yardstick }),
      ...(proposedYardstick === undefined ? {} : { proposedYardstick }),
      ...(governance === undefined ? {} : { governance }),
      documents: {
        [REPORT_CONTEXT_FILE]: prettyJson(context),
        ...(statement === undefined ? {} : { [STATEMENT_FILE]: prettyJson(statement) }),
      },
    },
    { redact, ...(plan.evidenceRoot === undefined ? {} : { root: plan.evidenceRoot }) },
  );
  return report;
}

/** What a waiver of what blocks would look like in the file, where an owner could give one. */
function entryToCopy(verdict: Verdict, yardstick: Yardstick | undefined, governance: Governance | undefined) {
  if (yardstick === undefined || governance === undefined) return undefined;
  const waivers = draftWaivers(verdict, yardstick, governance.readAt);
  return waivers.length === 0 ? undefined : describeWaivers(waivers);
}

/** The report alone, for when the evidence cannot be written. */
export function renderReport(
  evaluation: Evaluation,
  { links, reproduce, trust }: Pick<ReportPlan, 'links' | 'reproduce' | 'trust'>,
): Report {
  const { verdict, excerpts, spending, governance } = evaluation;
  const yardstick = decidingYardstick(evaluation);
  const waiverEntry = entryToCopy(verdict, yardstick, governance);
  const input: ReportInput = {
    verdict,
    excerpts,
    links,
    reproduce,
    ...(trust === undefined ? {} : { trust }),
    ...(spending === undefined ? {} : { spending }),
    ...(yardstick === undefined ? {} : { yardstick }),
    ...(waiverEntry === undefined ? {} : { waiverEntry }),
  };
  return { input, comment: renderComment(input) };
}
