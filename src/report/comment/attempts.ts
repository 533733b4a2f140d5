import type { Redraw, Verdict, VerdictName } from '../../core/contracts/verdict.ts';
import { type Block, line, paragraph, text } from '../document.ts';
import { formatCount, plural } from '../figures.ts';

const ATTEMPTS_SHOWN = 8;

/** `attempt 3: fail, inconclusive, pass`, this one last; of many attempts the last ones. */
export function attemptWords({ attempt, earlier = [], verdict }: Verdict): string {
  return earlier.length === 0 ? `attempt ${attempt}` : `attempt ${attempt}: ${lastOf([...earlier, verdict])}`;
}

/** Tells a reader who sees one verdict that others were seen before it, by other replies. */
export function redrawNote({ earlier = [], earlierFrom, redraw }: Verdict): readonly Block[] {
  if (redraw === undefined) return [];
  const where = earlierFrom === 'statuses' ? ' on this commit' : '';
  return [paragraph(line`${text(`Evaluated before${where}: ${lastOf(earlier)}. ${drawWords(redraw)}`)}`)];
}

function drawWords({ fresh, kept }: Redraw): string {
  if (kept === 0) return 'The replies of then were not at hand, so this is a fresh draw.';
  if (fresh === 0) return 'The kept replies do not tell of all of it, so they may be of another draw.';
  const part = `${formatCount(fresh)} of ${plural(fresh + kept, 'reply', 'replies')}`;
  return `Not all replies of then were at hand: ${part} ${fresh === 1 ? 'is' : 'are'} a fresh draw.`;
}

function lastOf(verdicts: readonly VerdictName[]): string {
  return `${verdicts.length > ATTEMPTS_SHOWN ? '… ' : ''}${verdicts.slice(-ATTEMPTS_SHOWN).join(', ')}`;
}
