import { MARKER } from './markdown.ts';

/** The comment of a pull request that is evaluated for the first time, where it must be there before its verdict is. */
export function evaluatingComment(): string {
  return `${MARKER}\n## ⏳ Changeover: evaluating\n\nThe comparison stands here as soon as it is decided; the commit status says how far it is.\n`;
}
