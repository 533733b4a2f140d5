import type { Redact } from '../core/redaction/secrets.ts';

const LONGEST = 400;

/** What credentials look like in the words of the services that are called here. */
const CREDENTIALS: readonly RegExp[] = [
  /\b(?:Bearer|Basic)\s+[\w.~+/=*-]+/gi,
  /\bsk-[\w*-]{6,}/g,
  /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}/g,
  /\bABSK[A-Za-z0-9+/=]{20,}/g,
  /\b(?:authorization|x-api-key|x-amz-security-token|api[-_]?key)["']?\s*[:=]\s*["']?[^\s"',}]+/gi,
  /\beyJ[\w-]{10,}\.[\w-]+\.[\w-]*/g,
];

const ACCOUNT_IN_ARN = /(\barn:[\w-]+:[\w-]*:[\w-]*:)\d{12}(?=:)/g;

/**
 * A service's own words, fit for a log or a comment: one line, bounded, without control characters, without secrets, without
 * anything that looks like a credential, and without account numbers. Only the first line is kept: AWS explains a wrong
 * signature with the signed headers, session token included, below it.
 */
export function serviceWords(text: string, redact: Redact): string {
  // Before anything is cut: half a secret would not be known for one any more.
  let line =
    redact(text)
      .slice(0, 16 * LONGEST)
      .trim()
      .split(/[\r\n]/, 1)[0] ?? '';
  for (const pattern of CREDENTIALS) line = line.replace(pattern, '[redacted]');
  line = line
    .replace(ACCOUNT_IN_ARN, '$1************')
    .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
    .trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST).trimEnd()} …` : line;
}
