import type { ApplicationChange } from '../contracts/change.ts';
import type { LayerName } from '../contracts/layer.ts';
import type { Problem } from '../contracts/problem.ts';
import type { RecordedReply } from '../contracts/recording.ts';

/** Layers that the lookup of a recorded reply holds by itself: model, system text and rendered user message. */
const HELD: ReadonlySet<LayerName> = new Set(['model', 'system', 'prompt', 'messages']);

/**
 * Changed layers that a recording cannot answer for: replies recorded under other parameters say nothing about these. A
 * layer counts as held when every record of the two models carries it under its own name.
 */
export function unrecordedLayers(change: ApplicationChange, replies: readonly RecordedReply[]): readonly Problem[] {
  const models = new Set([change.source?.model, change.target?.model]);
  const relevant = replies.filter(({ model }) => models.has(model) || models.has(withoutPrefix(model)));
  return change.changed
    .filter(({ layer }) => !HELD.has(layer) && !relevant.every(({ layers }) => layers && Object.hasOwn(layers, layer)))
    .map(({ layer, target }) => {
      const place = target?.places[0];
      return {
        code: 'recording' as const,
        message: `the ${layer} layer changed, and the recorded replies do not say which ${layer} they were made with`,
        application: change.application,
        ...(place === undefined ? {} : { place }),
        hint: `Record replies for both sides with a field "${layer}", or evaluate on a live endpoint.`,
      };
    });
}

function withoutPrefix(model: string): string {
  return model.slice(model.indexOf(':') + 1);
}
