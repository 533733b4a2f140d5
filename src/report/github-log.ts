import { visibleLines } from './untrusted.ts';

/**
 * Text for the log of a GitHub job, line by line. The runner obeys `::command::` at the start of a line (after white
 * space) and `##[command]` anywhere in one, whoever printed it; neither survives, and no control character does.
 */
export function logLines(untrusted: string): readonly string[] {
  return visibleLines(untrusted).split('\n').map(disarmLine);
}

/** The same on one line: a line feed would let the rest begin a command. */
export function logLine(untrusted: string): string {
  return logLines(untrusted).join(' ⏎ ');
}

function disarmLine(one: string): string {
  return one.replace(/##(?=\[)/g, '## ').replace(/::/g, ': :');
}
