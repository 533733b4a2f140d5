const OPENING = '<!-- changeover:command -->';
const CLOSING = '<!-- changeover:command end -->';
/** What the comment's last line stands under. */
const FOOTER = '\n\n---\n\n';

/** Characters that the section takes at most; a comment is rendered with as much room to spare. */
export const LAST_COMMAND_ROOM = 3000;

/**
 * A comment with a section about the last command above its last line, in place of the one that is there. A section that
 * would not fit is left out: the reaction tells, and so does the log.
 */
export function withLastCommand(body: string, section: string): string {
  const rest = withoutLastCommand(body).trimEnd();
  const piece = `${OPENING}\n${section.trim()}\n${CLOSING}`;
  if (piece.length > LAST_COMMAND_ROOM) return `${rest}\n`;
  const footer = rest.lastIndexOf(FOOTER);
  if (footer === -1) return `${rest}\n\n${piece}\n`;
  return `${rest.slice(0, footer)}\n\n${piece}${rest.slice(footer)}\n`;
}

/** Between the first opening and the first closing after it; what others wrote cannot hold either line. */
function withoutLastCommand(body: string): string {
  const start = body.indexOf(OPENING);
  const end = body.indexOf(CLOSING, start);
  if (start === -1 || end === -1) return body;
  return `${body.slice(0, start).trimEnd()}\n\n${body.slice(end + CLOSING.length).trimStart()}`;
}
