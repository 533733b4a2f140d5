import type { Side, Variant } from '../contracts/layer.ts';
import type { Problem } from '../contracts/problem.ts';
import type { ProviderDefinition } from '../contracts/yardstick.ts';

/** Whether a variant's replies come from a recording. */
export function usesRecording(variant: Variant, providers: readonly ProviderDefinition[]): boolean {
  return providers.some(({ name, type }) => name === variant.provider && type === 'recorded');
}

/**
 * Only the yardstick chooses recorded replies: a side that is answered by a recording when the base is not, or the other way
 * round, is compared under unequal conditions.
 */
export function recordedProblems(question: {
  readonly application: string;
  /** Whether the base's own configuration answers this application from a recording. */
  readonly baseRecorded: boolean;
  readonly source: Variant | undefined;
  readonly target: Variant | undefined;
  readonly providers: readonly ProviderDefinition[];
}): readonly Problem[] {
  const { application, baseRecorded, providers } = question;
  return [question.source, question.target].flatMap((variant) => {
    if (!variant || usesRecording(variant, providers) === baseRecorded) return [];
    return [mismatch(application, variant, baseRecorded)];
  });
}

const SIDES: Readonly<Record<Side, string>> = { source: 'the merge base', target: 'the pull request' };

function mismatch(application: string, variant: Variant, baseRecorded: boolean): Problem {
  const who = SIDES[variant.side];
  const message = baseRecorded
    ? `${who} calls ${variant.provider} for ${application}, whose base configuration answers from recorded replies`
    : `${who} answers ${application} from the recorded replies of ${variant.provider}, which its base configuration does not`;
  const place = variant.layers.deployment?.places[0];
  return {
    code: 'conditions',
    message,
    application,
    side: variant.side,
    ...(place === undefined ? {} : { place }),
    hint: 'Only the configuration on the base branch may switch to or from recorded replies: merge that change by itself first.',
  };
}
