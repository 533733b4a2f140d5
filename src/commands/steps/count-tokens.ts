import type { ModelRequest } from '../../core/contracts/cell.ts';
import type { Side } from '../../core/contracts/layer.ts';
import { evenly } from '../../core/plan/evenly.ts';
import { renderRequest } from '../../core/plan/render.ts';
import type { Subject } from './measure.ts';
import type { OpenModels } from './open-models.ts';

/** Mean input tokens of a call, by application and side; nothing where the provider did not say. */
export type CountedTokens = (application: string, side: Side) => number | undefined;

/** Requests of each side that are counted. */
const SAMPLE = 8;

/**
 * Asks the providers' own counters, which cost nothing, how many tokens a few requests of each side have. Whatever goes
 * wrong, a missing credential or a slow answer, leaves that side uncounted: an estimate is not worth an error.
 *
 * @param timeoutMs for all of it; what is not counted by then is left out.
 */
export async function countTokens(
  subjects: readonly Subject[],
  models: OpenModels,
  { signal, timeoutMs }: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<CountedTokens> {
  const end = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const counted = new Map<string, number>();
  const sides = subjects.flatMap((subject) =>
    (['source', 'target'] as const).map(async (side) => {
      const mean = await meanOf(subject, side, models, end).catch(() => undefined);
      if (mean !== undefined) counted.set(keyOf(subject.application.name, side), mean);
    }),
  );
  await Promise.all(sides);
  return (application, side) => counted.get(keyOf(application, side));
}

async function meanOf(
  subject: Subject,
  side: Side,
  models: OpenModels,
  signal: AbortSignal,
): Promise<number | undefined> {
  const variant = subject[side];
  const model = variant && models.get(variant.provider);
  const counter = model?.countTokens?.bind(model);
  if (variant === undefined || counter === undefined) return undefined;
  const [first, ...rest] = evenly(subject.application.suite.cases, SAMPLE).map((one) => renderRequest(variant, one));
  if (first === undefined) return undefined;
  // A signal for each: Node would take more than ten listeners of one for a leak, and warn in the user's log.
  const count = (request: ModelRequest) => counter(request, AbortSignal.any([signal]));
  // One alone at first: a provider that cannot count is asked once.
  const counts = [await count(first), ...(await Promise.all(rest.map(count)))];
  return counts.reduce((sum, tokens) => sum + tokens, 0) / counts.length;
}

function keyOf(application: string, side: Side): string {
  return JSON.stringify([application, side]);
}
