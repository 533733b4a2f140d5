import { canonicalJson, sha256 } from '../../core/contracts/digest.ts';
import type { KeptReply } from '../../core/contracts/ports.ts';
import { OBSERVATION } from '../evidence/schemas/observation.ts';

/*
 * One line a reply: {"key":"…","reply":{…},"sha256":"…"}, where the digest is that of {"key":"…","reply":{…}} to the byte.
 * Everything before and behind the reply has a fixed length, so that a scan needs to look at the head of a line only, and a
 * line is verified without being written anew.
 */
const BEFORE_KEY = '{"key":"';
const BEFORE_REPLY = '","reply":';
const BEFORE_DIGEST = ',"sha256":"';
const END = '"}';
const DIGEST_LENGTH = 64;
const TAIL_LENGTH = BEFORE_DIGEST.length + DIGEST_LENGTH + END.length;

const HEAD = new RegExp(`^${BEFORE_KEY.replace('{', '\\{')}([0-9a-f]{${DIGEST_LENGTH}})${BEFORE_REPLY}$`);
const TAIL = new RegExp(`^${BEFORE_DIGEST}([0-9a-f]{${DIGEST_LENGTH}})"\\}$`);

/** Bytes from the start of a line to its reply. */
export const HEAD_LENGTH = BEFORE_KEY.length + DIGEST_LENGTH + BEFORE_REPLY.length;
/** Bytes of the shortest line there can be. */
export const SHORTEST_LINE = HEAD_LENGTH + '{}'.length + TAIL_LENGTH;

/** What is kept: a reply without the cell that it answered. A failed cell has none. */
const KEPT_REPLY = OBSERVATION.omit({
  application: true,
  side: true,
  caseId: true,
  trial: true,
  purpose: true,
  reuse: true,
}).refine(({ outcome }) => outcome !== 'failed');

/** The line of a reply, without its end. Throws a RangeError for a number that JSON cannot hold. */
export function writeReplyLine(key: string, reply: KeptReply): string {
  const body = `${BEFORE_KEY}${key}${BEFORE_REPLY}${canonicalJson(reply)}`;
  return `${body}${BEFORE_DIGEST}${sha256(`${body}}`)}${END}`;
}

/** The key that the first `HEAD_LENGTH` characters of a line name; `undefined` when it is no such line. */
export function keyOfHead(head: string): string | undefined {
  return HEAD.exec(head)?.[1];
}

/** The reply on a line, when the line is about this key, matches its digest, and holds a reply; else `undefined`. */
export function readReplyLine(line: Buffer, key: string): KeptReply | undefined {
  const tailAt = line.length - TAIL_LENGTH;
  if (line.length < SHORTEST_LINE || keyOfHead(line.toString('latin1', 0, HEAD_LENGTH)) !== key) return undefined;
  const digest = TAIL.exec(line.toString('latin1', tailAt))?.[1];
  if (digest !== sha256(Buffer.concat([line.subarray(0, tailAt), Buffer.from('}')]))) return undefined;
  try {
    return KEPT_REPLY.parse(JSON.parse(line.toString('utf8', HEAD_LENGTH, tailAt))) as KeptReply;
  } catch {
    return undefined;
  }
}
