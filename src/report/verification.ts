import { describeProblem, type Problem } from '../core/contracts/problem.ts';
import type { Verdict } from '../core/contracts/verdict.ts';
import {
  code,
  heading,
  line,
  list,
  paragraph,
  prose,
  type ReportDocument,
  type Spans,
  text,
  tone,
} from './document.ts';
import { formatCount } from './figures.ts';
import { plainText } from './plain-text.ts';
import { reasonSentence } from './reason.ts';
import { VERDICT_WORDS } from './wording.ts';

const DISAGREEMENTS_LISTED = 20;

/** What a verification found, for a terminal. */
export function verificationDocument(found: {
  readonly verdict: Verdict;
  readonly disagreements: readonly Problem[];
  readonly observations: number;
}): ReportDocument {
  const { verdict, disagreements, observations } = found;
  const { title } = VERDICT_WORDS[verdict.verdict];
  const agrees = disagreements.length === 0;
  const opening = agrees
    ? line`${tone('good', text('The evidence agrees with itself.'))} ${text(formatCount(observations))} observations give the same verdict again:`
    : line`${tone('bad', text('The evidence does not agree with itself.'))} It claims:`;
  const items = disagreements.slice(0, DISAGREEMENTS_LISTED).map(disagreementLine);
  const more = disagreements.length - items.length;
  return {
    sections: [
      {
        name: 'verification',
        expendable: 0,
        blocks: [
          heading(2, line`Verification`),
          paragraph(opening),
          paragraph(line`${text(title)}: ${prose(plainText(reasonSentence(verdict.reason)))}`),
          paragraph(line`head ${code(verdict.head)}, source ${code(verdict.source)}`),
          ...(items.length === 0 ? [] : [list(more > 0 ? [...items, line`and ${text(String(more))} more`] : items)]),
        ],
      },
    ],
    wholeIsAt: line`the evidence folder`,
  };
}

/** The file is in the sentence already; its place is told where it has a line. */
function disagreementLine({ hint, place, ...problem }: Problem): Spans {
  const what = describeProblem(place?.line === undefined ? problem : { ...problem, place });
  return hint === undefined ? line`${prose(what)}` : line`${prose(what)} (${prose(hint)})`;
}
