import type { Verdict } from '../../core/contracts/verdict.ts';
import { code, joined, line, linkTo, paragraph, type Section, type Spans, text, tone } from '../document.ts';
import { commitSpans } from './links.ts';
import type { ReportInput } from './report-input.ts';

/** Digits of a digest that tell two apart at a glance; the whole is in the evidence. */
const DIGEST_DIGITS = 12;

const ATTEMPTS_SHOWN = 8;

/** The last line: which commits, measured with what, which attempt. */
export function footerSection({ verdict, links }: ReportInput): Section {
  const { preview, underBase } = verdict;
  const digests = underBase?.digests ?? verdict.digests;
  const whose = underBase === undefined ? '' : 'proposed ';
  const parts: readonly Spans[] = [
    line`head ${commitSpans(verdict.head, links)}`,
    line`base ${commitSpans(verdict.base, links)}`,
    ...(verdict.source === verdict.base ? [] : [line`source ${commitSpans(verdict.source, links)}`]),
    ...(digests === undefined
      ? []
      : [
          line`${text(`${whose}suite`)} ${code(digests.suite.slice(0, DIGEST_DIGITS))}`,
          line`${text(`${whose}policy`)} ${code(digests.policy.slice(0, DIGEST_DIGITS))}`,
        ]),
    line`${text(attemptWords(verdict))}`,
    ...(preview ? [line`preview`] : []),
    ...(links.evidenceUrl === undefined ? [] : [linkTo(links.evidenceUrl, line`evidence`)]),
    ...(links.runUrl === undefined ? [] : [linkTo(links.runUrl, line`run`)]),
  ];
  const blocks = [{ kind: 'rule' } as const, paragraph([tone('muted', ...joined(parts, ' · '))])];
  return { name: 'commits and digests', blocks, expendable: 1 };
}

/** `attempt 3: fail, inconclusive, pass`, this one last; of many attempts the last ones. */
function attemptWords({ attempt, earlier = [], verdict }: Verdict): string {
  if (earlier.length === 0) return `attempt ${attempt}`;
  const shown = [...earlier, verdict].slice(-ATTEMPTS_SHOWN);
  return `attempt ${attempt}: ${earlier.length >= ATTEMPTS_SHOWN ? '… ' : ''}${shown.join(', ')}`;
}
