import type { Cell, ModelRequest } from '../contracts/cell.ts';
import { digestOf } from '../contracts/digest.ts';

/** Counts up when the same key would come to mean something else. */
const FORMAT = 1;

/**
 * The name under which a reply is kept: SHA-256 in hexadecimal over everything that shapes it, and over which draw it is.
 *
 * The whole request counts but the provider's name, which users choose freely: `address`, which is `Model.addressOf`, says
 * where the request goes instead. Side and commit do not: the source side of a second push is found again, and so is what
 * was a target yesterday. The case counts beside its content, because two cases with equal content are two independent
 * draws and must never share a reply; so does the trial.
 */
export function replyKey(
  { application, caseId, trial }: Pick<Cell, 'application' | 'caseId' | 'trial'>,
  { provider: _name, ...request }: ModelRequest,
  address: string,
): string {
  return digestOf({ format: FORMAT, application, caseId, trial, address, request });
}
