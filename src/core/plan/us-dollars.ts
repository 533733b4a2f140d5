/** US dollars as a problem says them: cents, and below a dollar three significant digits where they tell more. */
export function usDollars(usd: number): string {
  const digits = usd > 0 ? Math.min(12, Math.max(2, 2 - Math.floor(Math.log10(usd)))) : 2;
  return `US$${usd.toFixed(digits).replace(/(\.\d\d\d*?)0+$/, '$1')}`;
}
