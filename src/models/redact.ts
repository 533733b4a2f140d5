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
 * A service's own words, fit for a log or a comment: one line, bounded, without control characters, without the secrets
 * given (plain, URL- and base64-encoded), without anything that looks like a credential, and without account numbers.
 * Only the first line is kept: AWS explains a wrong signature with the signed headers, session token included, below it.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let line =
    text
      .slice(0, 16 * LONGEST)
      .trim()
      .split(/[\r\n]/, 1)[0] ?? '';
  line = withoutSecrets(line, secrets);
  for (const pattern of CREDENTIALS) line = line.replace(pattern, '[redacted]');
  line = line
    .replace(ACCOUNT_IN_ARN, '$1************')
    .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
    .trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST).trimEnd()} …` : line;
}

/** The text without the secrets given, plain, URL- or base64-encoded: even a reply must not carry a key into a comment. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.flatMap(encodings).reduce((clean, secret) => clean.replaceAll(secret, '[redacted]'), text);
}

function encodings(secret: string): string[] {
  // A "secret" of a few letters would blank out ordinary words.
  if (secret.length < 6) return [];
  return [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
}
