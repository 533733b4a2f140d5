import type { AssessmentInput } from '../contracts/assessment.ts';
import { digestOf } from '../contracts/digest.ts';
import type { Variant } from '../contracts/layer.ts';
import type { Yardstick } from '../contracts/yardstick.ts';

/** What of a measured application makes it the same comparison again. */
interface Compared {
  readonly application: { readonly name: string };
  readonly source?: Variant;
  readonly target: Variant;
}

/**
 * SHA-256 in hexadecimal of what is compared with what, and measured how: two evaluations with the same digest are two
 * attempts at one question. It holds the layers' values and not where they are written, and no commit, so that a rebase or
 * an unrelated push begins no new count. A sample of a draft is another question than the whole.
 */
export function comparisonDigest(
  { digests }: Pick<Yardstick, 'digests'>,
  subjects: readonly Compared[],
  scope?: AssessmentInput['scope'],
): string {
  const migrations = subjects
    .map(({ application: { name }, source, target }) => ({
      application: name,
      source: source === undefined ? undefined : shapeOf(source),
      target: shapeOf(target),
    }))
    .sort((a, b) => (a.application < b.application ? -1 : 1));
  return digestOf({ digests, migrations, scope });
}

/** What of a variant shapes its replies: values, not where they are written. */
export function shapeOf({ model, provider, layers }: Variant) {
  const values = Object.entries(layers).map(([name, layer]) => [name, layer?.value]);
  return { model, provider, layers: Object.fromEntries(values) };
}
