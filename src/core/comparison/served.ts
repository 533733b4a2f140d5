import type { Side } from '../contracts/layer.ts';
import type { ScoredCell } from '../contracts/score.ts';
import type { Migration, ServedModels, ServedReplies } from '../contracts/verdict.ts';

const SIDES = ['source', 'target'] as const satisfies readonly Side[];

/** Models that are told of, a side: more than two or three are a router’s, and then the number says it. */
const TOLD = 3;

type Compared = Pick<Migration, 'source' | 'target'>;

/**
 * The model IDs to which several models answered, by what the services say of themselves: a name that was moved to another
 * snapshot between one reply and the next, or one behind which something chooses. Two sides that name the same model are
 * looked at together, so that a kept source of one snapshot beside a fresh target of another is found. Services that do not
 * say which model answered tell nothing.
 */
export function servedModels(compared: Compared, cells: Iterable<ScoredCell>): readonly ServedModels[] {
  const counted = countServed(cells);
  return namedAlike(compared).flatMap(({ model, provider, sides }) => {
    const replies = sides.map((side) => [...(counted[side]?.values() ?? [])].sort(byReplies));
    const count = new Set(replies.flat().map(({ servedModel }) => servedModel)).size;
    return count < 2 ? [] : [{ model, provider, count, replies: replies.flatMap((own) => own.slice(0, TOLD)) }];
  });
}

/** What is called by one name, with the sides that call it so. */
function namedAlike({ source, target }: Compared) {
  if (source !== undefined && source.model === target?.model && source.provider === target.provider) {
    return [{ ...source, sides: SIDES }];
  }
  return [
    ...(source === undefined ? [] : [{ ...source, sides: ['source'] as const }]),
    ...(target === undefined ? [] : [{ ...target, sides: ['target'] as const }]),
  ];
}

type Counted = Partial<Record<Side, Map<string, ServedReplies>>>;

function countServed(cells: Iterable<ScoredCell>): Counted {
  const counted: Counted = {};
  for (const { side, servedModel, reuse } of cells) {
    if (servedModel === undefined) continue;
    const own = counted[side] ?? new Map<string, ServedReplies>();
    counted[side] = own;
    const { replies, kept } = own.get(servedModel) ?? { replies: 0, kept: 0 };
    own.set(servedModel, {
      side,
      servedModel,
      replies: replies + 1,
      kept: kept + Number(reuse?.kind === 'stored'),
    });
  }
  return counted;
}

/** Equal ones by name, so that the order in which calls completed changes nothing. */
function byReplies(a: ServedReplies, b: ServedReplies): number {
  return b.replies - a.replies || (a.servedModel < b.servedModel ? -1 : 1);
}
