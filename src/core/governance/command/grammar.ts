import type { Command, CommandName, CommandTarget } from '../../contracts/command.ts';
import type { CalendarDay } from '../../contracts/waiver.ts';
import { isCalendarDay, looksLikeDay } from '../calendar-day.ts';
import { FaultyWords, shown, type WordReader } from './words.ts';

/** Characters that a reason may have: it is repeated in the comment and the records. */
const LONGEST_REASON = 500;

type Grammar = { readonly [Name in CommandName]: (words: WordReader) => Extract<Command, { kind: Name }> };

/** What stands after each command's name. Each function reads its words and leaves the end of the line to the caller. */
const GRAMMAR: Grammar = {
  help: () => ({ kind: 'help' }),
  run: (words) => ({ kind: 'run', full: words.accept('--full') }),
  waive: (words) => ({ kind: 'waive', ...target(words), until: untilDay(words), because: reason(words) }),
  unwaive: (words) => ({ kind: 'unwaive', ...target(words) }),
  'approve-yardstick': () => ({ kind: 'approve-yardstick' }),
  'break-glass': breakGlass,
  migrate: (words) => ({ kind: 'migrate', application: words.need('application').text }),
  accept: (words) => ({ kind: 'accept', candidate: words.need('candidate').text }),
  try: (words) => ({ kind: 'try', application: words.need('application').text, models: models(words) }),
  explain: (words) => ({ kind: 'explain', caseId: words.need('case ID').text }),
  rollback: (words) => ({ kind: 'rollback', application: words.need('application').text }),
};

export const COMMAND_NAMES = Object.keys(GRAMMAR) as readonly CommandName[];

/** Reads what follows a command's name. Throws `FaultyWords`. */
export function readArguments(name: CommandName, words: WordReader): Command {
  const command = GRAMMAR[name](words);
  words.end();
  return command;
}

function target(words: WordReader): CommandTarget {
  const { parts, text } = words.need('application/metric');
  const [application, metric, ...more] = parts;
  if (!application || !metric || more.length > 0) throw new FaultyWords({ kind: 'no-metric', word: shown(text) });
  return { application, metric };
}

function untilDay(words: WordReader): CalendarDay {
  words.expect('until');
  return day(words);
}

function day(words: WordReader): CalendarDay {
  const { text } = words.need('date');
  if (isCalendarDay(text)) return text;
  throw new FaultyWords({ kind: looksLikeDay(text) ? 'no-such-day' : 'date-format', word: shown(text) });
}

function reason(words: WordReader): string {
  words.expect('because');
  const text = words.rest();
  if (!/[\p{L}\p{N}]/u.test(text)) throw new FaultyWords({ kind: 'empty-reason' });
  if (text.length <= LONGEST_REASON) return text;
  throw new FaultyWords({ kind: 'long-reason', length: text.length, most: LONGEST_REASON });
}

function breakGlass(words: WordReader): Extract<Command, { kind: 'break-glass' }> {
  const until = words.accept('until') ? { until: day(words) } : {};
  return { kind: 'break-glass', ...until, because: reason(words) };
}

function models(words: WordReader): readonly string[] {
  const named = [words.need('model').text];
  for (let word = words.next(); word !== undefined; word = words.next()) named.push(word.text);
  return named;
}
