/** US dollars as a problem says them: cents, or three significant digits where cents would round them away. */
export function usDollars(usd: number): string {
  const digits = usd > 0 ? Math.min(12, Math.max(2, 2 - Math.floor(Math.log10(usd)))) : 2;
  return `US$${usd.toFixed(digits)}`;
}
