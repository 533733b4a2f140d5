const LENGTH = 60;

/** The start of a text on one line, in quotes, for the reason of a score. Untrusted text stays untrusted. */
export function excerpt(text: string): string {
  // Cut before collapsing: an output may be megabytes long.
  const start = text
    .slice(0, 4 * LENGTH)
    .replace(/\s+/g, ' ')
    .trim();
  const characters = Array.from(start);
  const whole = characters.length <= LENGTH && text.length <= 4 * LENGTH;
  return whole ? `"${start}"` : `"${characters.slice(0, LENGTH).join('')}…"`;
}
