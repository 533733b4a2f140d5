import { withoutGeography } from '../core/change/model-id/bedrock-id.ts';

/**
 * The model behind a Bedrock ARN, for those that name it; other IDs are returned as they are. `undefined` for an application
 * inference profile, a provisioned or an imported model, which say nothing of what is behind them.
 */
export function namedModelId(model: string): string | undefined {
  if (!model.startsWith('arn:')) return model;
  return /^arn:[\w-]+:bedrock:[\w-]*:\d*:(?:foundation-model|inference-profile)\/([\w.:-]+)$/.exec(model)?.[1];
}

/** The foundation model behind an ID, an ARN or a cross-region inference profile; `undefined` where none is named. */
export function foundationModelId(model: string): string | undefined {
  const named = namedModelId(model);
  return named === undefined ? undefined : withoutGeography(named);
}
