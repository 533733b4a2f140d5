/**
 * US dollars as everything that people read writes them, from comments to problems: `US$1,234.50`, `US$0.264`, `US$0.00041`.
 * Cents always; below a dollar three significant digits, where those say more; no zeros after the cents, so that one amount
 * reads the same wherever it stands.
 *
 * @param usd at least 0; a sign is the caller's
 * @param moreDigits digits on top, for two amounts that would otherwise read alike
 */
export function usDollars(usd: number, moreDigits = 0): string {
  const digits = usd > 0 ? Math.max(CENTS, CENTS - Math.floor(Math.log10(usd))) : CENTS;
  const amount = usd.toLocaleString('en-US', {
    minimumFractionDigits: CENTS,
    maximumFractionDigits: Math.min(MOST_DIGITS, digits + moreDigits),
  });
  return `US$${amount}`;
}

const CENTS = 2;
/** What formatting takes on every version of Node. */
const MOST_DIGITS = 20;
