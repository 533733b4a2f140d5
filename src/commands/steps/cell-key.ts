import type { Cell } from '../../core/contracts/cell.ts';
import type { Case } from '../../core/contracts/suite.ts';
import { renderRequest } from '../../core/plan/render.ts';
import { replyKey } from '../../core/plan/reply-key.ts';
import type { Subject } from './measure.ts';
import type { OpenModels } from './open-models.ts';

/** `replyKey` of a planned cell; `undefined` of one whose replies are not kept. */
export function cellKey(subject: Subject, cell: Cell, testCase: Case, models: OpenModels): string | undefined {
  const variant = subject[cell.side];
  const model = variant && models.get(variant.provider);
  if (variant === undefined || model === undefined || model.recorded) return undefined;
  const request = renderRequest(variant, testCase);
  const address = model.addressOf?.(request);
  return address === undefined ? undefined : replyKey(cell, request, address);
}
