import type { CommandName, CommandRefusal, CommentEvent, ParsedComment } from '../../contracts/command.ts';
import { nearest } from '../../scoring/nearest.ts';
import { isPerson } from '../account.ts';
import { COMMAND_NAMES, readArguments } from './grammar.ts';
import { firstForeign, firstInvisible, firstLookAlike } from './visible-text.ts';
import { FaultyWords, readWords, shown } from './words.ts';

const ADDRESS = '/changeover';
/** Characters of a line with a command. */
const LONGEST_LINE = 1000;
/** Commands that the specification has and this version has not. */
const NOT_BUILT: ReadonlySet<CommandName> = new Set(['migrate', 'accept', 'try', 'explain', 'rollback']);

/**
 * The command of a comment. Only the very start of the first line of a new comment by a person can be one, so that nothing
 * inside a quotation, code, an HTML comment or a fold, and nothing in mid-line, ever is. A line that is addressed to
 * Changeover and does nothing is refused with a reason. Never throws, whatever the comment holds.
 */
export function parseCommand(comment: CommentEvent): ParsedComment {
  if (!isAddressed(comment.body) || !isPerson(comment.author)) return { kind: 'none' };
  const line = firstLine(comment.body);
  if (isEdited(comment)) return refused({ kind: 'edited' });
  const deception = deceptionIn(line);
  return deception === undefined ? readLine(line) : refused(deception);
}

function firstLine(body: string): string {
  return body.split(/\r\n|\n|\r/, 1)[0] ?? '';
}

/** `/changeover`, then a space or nothing: a longer word is another one, but what passes for a space is answered. */
export function isAddressed(body: string): boolean {
  const line = firstLine(body);
  return line.startsWith(ADDRESS) && !/^[\x21-\x7e]/.test(line.slice(ADDRESS.length));
}

/** What was edited may say something else than what people saw and answered. */
function isEdited({ action, createdAt, updatedAt }: CommentEvent): boolean {
  return action === 'edited' || createdAt !== updatedAt;
}

/** What makes a line say something else than it seems to. */
function deceptionIn(line: string): CommandRefusal | undefined {
  if (line.length > LONGEST_LINE) return { kind: 'too-long', length: line.length, most: LONGEST_LINE };
  const invisible = firstInvisible(line);
  if (invisible !== undefined) return { kind: 'invisible', ...invisible };
  const lookAlike = firstForeign(plainPart(line)) ?? firstLookAlike(line);
  if (lookAlike !== undefined) return { kind: 'look-alike', ...lookAlike };
  const hidden = line.indexOf('<!--');
  return hidden === -1 ? undefined : { kind: 'html-comment', column: [...line.slice(0, hidden)].length + 1 };
}

/** The line with quoted words blanked, up to the reason: those two alone may be in any script. */
function plainPart(line: string): string {
  const [plain = ''] = line.replace(/"[^"]*"/g, (word) => 'x'.repeat([...word].length)).split(' because ', 1);
  return plain;
}

function readLine(line: string): ParsedComment {
  const [, word = '', rest = ''] = /^ *([^ ]*)(.*)$/.exec(line.slice(ADDRESS.length)) ?? [];
  const name = word === '' ? 'help' : word;
  return isCommandName(name) ? readCommand(name, rest) : refused(unknownCommand(name));
}

function readCommand(name: CommandName, rest: string): ParsedComment {
  if (NOT_BUILT.has(name)) return refused({ kind: 'not-built', command: name });
  try {
    return { kind: 'command', command: readArguments(name, readWords(rest.trimEnd())) };
  } catch (error) {
    if (error instanceof FaultyWords) return refused({ kind: 'malformed', command: name, fault: error.fault });
    throw error;
  }
}

function isCommandName(word: string): word is CommandName {
  return (COMMAND_NAMES as readonly string[]).includes(word);
}

function unknownCommand(word: string): CommandRefusal {
  const meant = nearest(word, COMMAND_NAMES) as CommandName | undefined;
  return { kind: 'unknown-command', word: shown(word), ...(meant === undefined ? {} : { nearest: meant }) };
}

function refused(refusal: CommandRefusal): ParsedComment {
  return { kind: 'refused', refusal };
}
