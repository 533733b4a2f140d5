import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import pico from 'picocolors';
import { describe, expect } from 'vitest';
import { actionVoice } from '../../src/action-voice.ts';
import { code, paragraph, prose } from '../../src/report/document.ts';
import { logLine, logLines } from '../../src/report/github-log.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { visibleLine, visibleLines } from '../../src/report/untrusted.ts';
import { terminalVoice } from '../../src/terminal-voice.ts';
import { ATTACKS } from '../report/hostile.ts';
import { workflowCommands } from '../support/workflow-commands.ts';
import { property, textOf } from './property.ts';

const COMMANDS = [
  ...[
    ':',
    '::',
    ':::',
    '#',
    '##',
    '##[',
    '[',
    ']',
    '\n',
    '\r',
    '\r\n',
    ' ',
    '\t',
    '\u0085',
    '\u00a0',
    '\u2028',
    '\ufeff',
    '\v',
    '\f',
    '\u001b',
  ],
  ...[
    '::error::',
    '::add-mask::x',
    '::stop-commands::t',
    '::set-output name=a::b',
    '##[error]',
    '##[add-mask]',
    '%0A',
    '%0D%0A::error::',
  ],
  ...[
    '\u001b[31m',
    '\u001b]8;;https://evil.example\u0007',
    '\u009b31m',
    '\u0090',
    '\u202e',
    '\u2066',
    '\u200b',
    '\u{e0041}',
    '\ud83d',
    '\ufe0f',
    '\u3164',
  ],
];
const hostile = textOf([...COMMANDS, ...ATTACKS], 20);

/** Characters that act on a terminal or on how text reads. What may stay: line feeds. */
const UNSEEN =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\u{e0000}-\u{e0fff}]/u;

describe('text that others wrote', () => {
  property('is shown without a character that cannot be seen', 2000, hostile, (text) => {
    expect(visibleLine(text)).not.toMatch(UNSEEN);
    expect(visibleLines(text).replaceAll('\n', '')).not.toMatch(UNSEEN);
    expect(visibleLine(text)).not.toContain('\n');
  });

  property('is shown the same when it has been shown once', 1000, hostile, (text) => {
    expect(visibleLines(visibleLines(text))).toBe(visibleLines(text));
  });
});

describe('a line of the job’s log', () => {
  property('is never a command, by the runner’s own rules', 3000, hostile, (text) => {
    const log = [...logLines(text), logLine(text)].join('\n');
    expect(workflowCommands(log)).toEqual([]);
    // Not even where white space is taken off, or the line is split where only some programs split.
    for (const part of log.split(/[\r\n\v\f\u0085\u2028\u2029]/)) expect(part.trim().startsWith('::')).toBe(false);
    expect(log).not.toContain('##[');
  });

  const problem = fc.record({ message: hostile, hint: hostile, file: hostile });
  property(
    'that a whole problem makes is one command, the warning itself',
    300,
    problem,
    async ({ message, hint, file }) => {
      const log = await printed(async () => {
        const voice = actionVoice(() => 0);
        voice.say(message);
        voice.progress(() => message);
        voice.warn({ code: 'provider', message, hint, place: { file } });
        await voice.group(message, async () => voice.say(hint));
      });
      expect(workflowCommands(log).map(({ command }) => command)).toEqual(['warning', 'group', 'endgroup']);
    },
  );
});

/** What is written to standard output meanwhile. */
async function printed(work: () => Promise<void>): Promise<string> {
  const { write } = process.stdout;
  let text = '';
  process.stdout.write = (chunk: string | Uint8Array): boolean => {
    text += chunk.toString();
    return true;
  };
  try {
    await work();
    return text;
  } finally {
    process.stdout.write = write;
  }
}

describe('a terminal', () => {
  const place = fc.record({ words: hostile, width: fc.integer({ min: 20, max: 160 }), colours: fc.boolean() });
  property('shows a document without control characters of others', 500, place, ({ words, width, colours }) => {
    const blocks = [paragraph([code(words), prose(words)]), { kind: 'code', language: 'text', text: words } as const];
    const document = { sections: [{ name: 'all', blocks, expendable: 0 }], wholeIsAt: [] };
    const shown = renderTerminal(document, { width, colors: pico.createColors(colours), detailLines: 60 });
    expect(stripVTControlCharacters(shown).replaceAll('\n', '')).not.toMatch(UNSEEN);
    // Whatever colour there is, is one of ours: set and reset.
    const own = new RegExp(`${String.fromCharCode(27)}\\[\\d{1,2}m`, 'g');
    expect(shown.replace(own, '').replaceAll('\n', '')).not.toMatch(UNSEEN);
  });

  property(
    'shows news without control characters of others',
    500,
    fc.tuple(hostile, fc.boolean()),
    ([words, isTTY]) => {
      let shown = '';
      let now = 0;
      const output = { isTTY, columns: 60, write: (text: string) => (shown += text) };
      const voice = terminalVoice(output, () => (now += 1_000_000));
      voice.say(words);
      voice.progress(() => words);
      voice.warn({ code: 'provider', message: words, hint: words, place: { file: words } });
      const redraw = `\r${String.fromCharCode(27)}[K`;
      expect(shown.replaceAll(redraw, '').replaceAll('\n', '')).not.toMatch(UNSEEN);
    },
  );
});
