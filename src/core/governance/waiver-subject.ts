import type { WaiverSubject } from '../contracts/waiver.ts';

type WaivedFinding = Extract<WaiverSubject, { readonly kind: 'finding' }>;

/** What names a finding, in a result as in a file. */
interface NamedFinding extends Pick<WaivedFinding, 'metric' | 'criterion'> {
  readonly slice?: string | undefined;
}

/**
 * A finding as a waiver excuses it.
 *
 * @param atWorst the figure as it is accepted, in the criterion's own terms (`figureOf`); `undefined`: there is none.
 */
export function waivedFinding({ metric, criterion, slice }: NamedFinding, atWorst: number | undefined): WaivedFinding {
  return {
    kind: 'finding',
    metric,
    criterion,
    ...(slice === undefined ? {} : { slice }),
    ...(atWorst === undefined ? {} : { atWorst }),
  };
}
