import type { Migration, ServedModels, ServedReplies } from '../../core/contracts/verdict.ts';
import { type Block, joined, line, paragraph, type Spans, strong, text, tone } from '../document.ts';
import { formatCount, plural } from '../figures.ts';
import { name } from '../names.ts';

/** That a model ID did not stand for one model all the time: on the first screen, because it may explain every figure below. */
export function servedNote({ served = [] }: Pick<Migration, 'served'>): readonly Block[] {
  return served.map((one) => paragraph(line`${tone('unsure', strong(text('Not one model')))}: ${servedSpans(one)}`));
}

/** In one sentence who answered to a model ID, how often, and in a second what that means. */
export function servedSpans({ model, count, replies }: ServedModels): Spans {
  const who = joined(replies.map(repliesSpans), ', ');
  const others = replies.length < count ? ' and others' : '';
  return line`${text(formatCount(count))} models answered to ${name(model)}: ${who}${text(others)}. What the comparison shows may be their difference and not that of this change. An ID that names a snapshot stays the same model.`;
}

function repliesSpans({ side, servedModel, replies, kept }: ServedReplies): Spans {
  const earlier = kept === 0 ? '' : kept === replies ? ', kept from earlier runs' : `, ${formatCount(kept)} kept`;
  return line`${name(servedModel)} (${text(`${plural(replies, 'reply', 'replies')} of the ${side}${earlier}`)})`;
}
