import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command, CommandRefusal, CommentEvent, ParsedComment } from '../../../src/core/contracts/command.ts';
import { dayOf } from '../../../src/core/governance/calendar-day.ts';
import { COMMAND_NAMES, readArguments } from '../../../src/core/governance/command/grammar.ts';
import { parseCommand } from '../../../src/core/governance/command/parse-command.ts';
import { printCommand } from '../../../src/core/governance/command/print-command.ts';
import { readWords } from '../../../src/core/governance/command/words.ts';

const AT = '2026-11-02T10:00:00Z';

function comment(body: string, rest: Partial<CommentEvent> = {}): CommentEvent {
  const author = { login: 'mara', type: 'User' };
  return { action: 'created', body, author, createdAt: AT, updatedAt: AT, ...rest };
}

function parse(body: string, rest: Partial<CommentEvent> = {}): ParsedComment {
  return parseCommand(comment(body, rest));
}

describe('a command', () => {
  it.each<[string, Command]>([
    ['/changeover', { kind: 'help' }],
    ['/changeover help', { kind: 'help' }],
    ['/changeover   run  ', { kind: 'run', full: false }],
    ['/changeover run --full', { kind: 'run', full: true }],
    [
      '/changeover waive triage/accuracy until 2026-12-31 because the labels of March are wrong',
      {
        kind: 'waive',
        application: 'triage',
        metric: 'accuracy',
        until: '2026-12-31',
        because: 'the labels of March are wrong',
      },
    ],
    [
      '/changeover waive "our triage"/"exact match" until 2028-02-29 because "größere" Fälle, see #12 because of /changeover run',
      {
        kind: 'waive',
        application: 'our triage',
        metric: 'exact match',
        until: '2028-02-29',
        because: '"größere" Fälle, see #12 because of /changeover run',
      },
    ],
    ['/changeover unwaive triage/latency-p95', { kind: 'unwaive', application: 'triage', metric: 'latency-p95' }],
    ['/changeover approve-yardstick', { kind: 'approve-yardstick' }],
    ['/changeover break-glass because the provider is down', { kind: 'break-glass', because: 'the provider is down' }],
    [
      '/changeover break-glass until 2026-11-03 because 供应商宕机',
      { kind: 'break-glass', until: '2026-11-03', because: '供应商宕机' },
    ],
    ['/changeover run\r\nplease, and thank you', { kind: 'run', full: false }],
    ['/changeover run\n\n> /changeover waive everything', { kind: 'run', full: false }],
  ])('is read: %s', (body, command) => {
    expect(parse(body)).toEqual({ kind: 'command', command });
  });

  it.each([
    ['nothing', ''],
    ['another word', '/changeovers run'],
    ['a path', '/changeover/run'],
    ['punctuation', '/changeover: run'],
    ['capitals', '/Changeover run'],
    ['mid-line', 'please /changeover run'],
    ['a leading space', ' /changeover run'],
    ['a tab', '\t/changeover run'],
    ['indented code', '    /changeover run'],
    ['a quotation', '> /changeover run'],
    ['inline code', '`/changeover run`'],
    ['a fence', '```\n/changeover run\n```'],
    ['a fence of tildes', '~~~\n/changeover run\n~~~'],
    ['an HTML comment', '<!-- \n/changeover run\n-->'],
    ['an HTML comment on the line', '<!-- -->/changeover run'],
    ['a fold', '<details>\n/changeover run\n</details>'],
    ['a list', '- /changeover run'],
    ['the second line', 'Looks good.\n/changeover run'],
    ['an empty first line', '\n/changeover run'],
    ['a mark of the byte order', '\ufeff/changeover run'],
    ['a zero-width space before', '\u200b/changeover run'],
    ['a Cyrillic c', '/\u0441hangeover run'],
    ['bold', '**/changeover run**'],
  ])('is not: %s', (_, body) => {
    expect(parse(body)).toEqual({ kind: 'none' });
  });

  it.each([
    { login: 'mara', type: 'Bot' },
    { login: 'renovate[bot]', type: 'User' },
    { login: 'Renovate[BOT]', type: 'User' },
    { login: 'acme', type: 'Organization' },
    { login: 'somebody', type: 'Mannequin' },
  ])('is not taken from $login, $type', (author) => {
    expect(parse('/changeover run', { author })).toEqual({ kind: 'none' });
    expect(parse('/changeover nonsense', { author })).toEqual({ kind: 'none' });
  });
});

describe('a refusal', () => {
  const refusals: [string, CommandRefusal][] = [
    ['/changeover wave triage/accuracy', { kind: 'unknown-command', word: 'wave', nearest: 'waive' }],
    ['/changeover RUN', { kind: 'unknown-command', word: 'RUN', nearest: 'run' }],
    ['/changeover xyzzyplugh', { kind: 'unknown-command', word: 'xyzzyplugh' }],
    [`/changeover ${'y'.repeat(200)}`, { kind: 'unknown-command', word: `${'y'.repeat(80)}…` }],
    ['/changeover "run"', { kind: 'unknown-command', word: '"run"' }],
    ['/changeover migrate triage', { kind: 'not-built', command: 'migrate' }],
    ['/changeover accept', { kind: 'not-built', command: 'accept' }],
    ['/changeover try triage a b', { kind: 'not-built', command: 'try' }],
    ['/changeover explain case-1', { kind: 'not-built', command: 'explain' }],
    ['/changeover rollback triage', { kind: 'not-built', command: 'rollback' }],
    [`/changeover run ${'x'.repeat(1000)}`, { kind: 'too-long', length: 1016, most: 1000 }],
    ['/changeover\u00a0run', { kind: 'invisible', character: 'U+00A0', column: 12 }],
    ['/changeover\trun', { kind: 'invisible', character: 'U+0009', column: 12 }],
    ['/changeover ru\u200bn', { kind: 'invisible', character: 'U+200B', column: 15 }],
    ['/changeover run\u2028--full', { kind: 'invisible', character: 'U+2028', column: 16 }],
    [
      '/changeover waive a/b until 2026-12-31 because 😀 \u202egnp.exe',
      { kind: 'invisible', character: 'U+202E', column: 50 },
    ],
    ['/changeover waive a/b until 2026-12-31 because \u3164', { kind: 'invisible', character: 'U+3164', column: 48 }],
    ['/changeover unwaive tri\u0430ge/accuracy', { kind: 'look-alike', character: 'U+0430', column: 24 }],
    ['/changeover unwaive "tri\u0430ge"/accuracy', { kind: 'look-alike', character: 'U+0430', column: 25 }],
    ['/changeover r\uff55n', { kind: 'look-alike', character: 'U+FF55', column: 14 }],
    ['/changeover break-glass because p\u0430ypal is down', { kind: 'look-alike', character: 'U+0430', column: 34 }],
    ['/changeover break-glass because x <!-- y -->', { kind: 'html-comment', column: 35 }],
  ];
  it.each(refusals)('says why: %j', (body, refusal) => {
    expect(parse(body)).toEqual({ kind: 'refused', refusal });
  });

  it.each<[string, Extract<CommandRefusal, { kind: 'malformed' }>['command'], object]>([
    ['run now', 'run', { kind: 'unexpected', word: 'now' }],
    ['help me', 'help', { kind: 'unexpected', word: 'me' }],
    ['waive', 'waive', { kind: 'missing', what: 'application/metric' }],
    ['waive triage', 'waive', { kind: 'no-metric', word: 'triage' }],
    ['waive triage/', 'waive', { kind: 'no-metric', word: 'triage/' }],
    ['waive /accuracy', 'waive', { kind: 'no-metric', word: '/accuracy' }],
    ['waive a/b/c until 2026-12-31 because x', 'waive', { kind: 'no-metric', word: 'a/b/c' }],
    ['waive a/b', 'waive', { kind: 'missing', what: 'until' }],
    ['waive a/b for ever', 'waive', { kind: 'unexpected', word: 'for', instead: 'until' }],
    ['waive a/b until', 'waive', { kind: 'missing', what: 'date' }],
    ['waive a/b until tomorrow because x', 'waive', { kind: 'date-format', word: 'tomorrow' }],
    ['waive a/b until 31.12.2026 because x', 'waive', { kind: 'date-format', word: '31.12.2026' }],
    ['waive a/b until 2026-12-31T00:00Z because x', 'waive', { kind: 'date-format', word: '2026-12-31T00:00Z' }],
    ['waive a/b until +02026-12-31 because x', 'waive', { kind: 'date-format', word: '+02026-12-31' }],
    ['waive a/b until 2026-02-29 because x', 'waive', { kind: 'no-such-day', word: '2026-02-29' }],
    ['waive a/b until 2026-13-01 because x', 'waive', { kind: 'no-such-day', word: '2026-13-01' }],
    ['waive a/b until 2026-00-10 because x', 'waive', { kind: 'no-such-day', word: '2026-00-10' }],
    ['waive a/b until 2026-12-31', 'waive', { kind: 'missing', what: 'because' }],
    ['waive a/b until 2026-12-31 since x', 'waive', { kind: 'unexpected', word: 'since', instead: 'because' }],
    ['waive a/b until 2026-12-31 because', 'waive', { kind: 'empty-reason' }],
    ['waive a/b until 2026-12-31 because ...', 'waive', { kind: 'empty-reason' }],
    [`waive a/b until 2026-12-31 because ${'x'.repeat(501)}`, 'waive', { kind: 'long-reason', length: 501, most: 500 }],
    ['waive "a/b until 2026-12-31 because x', 'waive', { kind: 'stray-quote' }],
    ['waive "a"b/c until 2026-12-31 because x', 'waive', { kind: 'stray-quote' }],
    ['waive ""/b until 2026-12-31 because x', 'waive', { kind: 'no-metric', word: '/b' }],
    ['unwaive a/b now', 'unwaive', { kind: 'unexpected', word: 'now' }],
    ['approve-yardstick all', 'approve-yardstick', { kind: 'unexpected', word: 'all' }],
    ['break-glass', 'break-glass', { kind: 'missing', what: 'because' }],
    ['break-glass until never because x', 'break-glass', { kind: 'date-format', word: 'never' }],
  ])('names the fault: %.60s', (words, command, fault) => {
    expect(parse(`/changeover ${words}`)).toEqual({
      kind: 'refused',
      refusal: { kind: 'malformed', command, fault },
    });
  });

  it('is the answer to an edited comment, even before anybody saw the first wording', () => {
    const edited = { kind: 'refused', refusal: { kind: 'edited' } };
    expect(parse('/changeover run', { action: 'edited' })).toEqual(edited);
    expect(parse('/changeover run', { updatedAt: '2026-11-02T10:00:01Z' })).toEqual(edited);
    expect(parse('Nothing for you.', { action: 'edited' })).toEqual({ kind: 'none' });
  });
});

const name = fc.stringMatching(/^[A-Za-z0-9._-][A-Za-z0-9 ._-]{0,20}$/);
const model = fc.stringMatching(/^[a-z0-9.:/-]{1,30}$/);
const day = fc.integer({ min: 0, max: 20_000 }).map((days) => dayOf(days * 86_400_000));
const reason = fc
  .stringMatching(/^[a-z0-9"/äö][a-zA-Z0-9 "/,.äöü#@`<>|-]{0,80}[a-z0-9]$/)
  .filter((text) => !text.includes('<!--'));

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.constantFrom<Command>({ kind: 'help' }, { kind: 'approve-yardstick' }),
  fc.record({ kind: fc.constant('run' as const), full: fc.boolean() }),
  fc.record({ kind: fc.constant('waive' as const), application: name, metric: name, until: day, because: reason }),
  fc.record({ kind: fc.constant('unwaive' as const), application: name, metric: name }),
  fc.record({ kind: fc.constant('break-glass' as const), because: reason }),
  fc.record({ kind: fc.constant('break-glass' as const), until: day, because: reason }),
);
const later: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ kind: fc.constantFrom('migrate' as const, 'rollback' as const), application: name }),
  fc.record({ kind: fc.constant('accept' as const), candidate: name }),
  fc.record({
    kind: fc.constant('try' as const),
    application: name,
    models: fc.array(model, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ kind: fc.constant('explain' as const), caseId: name }),
);

describe('whatever the text', () => {
  it('reads back what it prints', () => {
    fc.assert(
      fc.property(command, (one) => {
        expect(parse(`${printCommand(one)}\nmore`)).toEqual({ kind: 'command', command: one });
      }),
    );
  });

  it('reads back what it prints of the commands to come', () => {
    fc.assert(
      fc.property(later, (one) => {
        const [, , ...words] = printCommand(one).split(' ');
        expect(readArguments(one.kind, readWords(words.join(' ')))).toEqual(one);
      }),
    );
  });

  it('never throws', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc
        .array(fc.constantFrom('"', '/', ' ', 'a', 'until', 'because', '2026-12-31', '\u200b', '--full'), {
          maxLength: 40,
        })
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, fc.constantFrom(...COMMAND_NAMES, ''), (tail, word) => {
        expect(['none', 'command', 'refused']).toContain(parse(tail).kind);
        expect(['command', 'refused']).toContain(parse(`/changeover ${word} ${tail}`).kind);
        expect(['none', 'command', 'refused']).toContain(parse(`/changeover${tail}`).kind);
      }),
      { numRuns: 2000 },
    );
  });

  it('is never commanded but from the very start', () => {
    const before = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
      fc.constantFrom(
        ' ',
        '\n',
        '\r\n',
        '> ',
        '`',
        '```\n',
        '    ',
        '\t',
        '<!--',
        '<details>\n',
        '\ufeff',
        '\u200b',
        '- ',
      ),
    );
    fc.assert(
      fc.property(before, command, (prefix, one) => {
        fc.pre(!prefix.startsWith('/changeover'));
        expect(parse(prefix + printCommand(one))).toEqual({ kind: 'none' });
      }),
      { numRuns: 1000 },
    );
  });

  it('is never commanded by a line that holds what nobody sees', () => {
    const hidden = fc.constantFrom(
      '\u200b',
      '\u200d',
      '\u202e',
      '\u2066',
      '\u00ad',
      '\ufeff',
      '\u3164',
      '\u{e0041}',
      '\u0000',
    );
    fc.assert(
      fc.property(command, hidden, fc.nat(), (one, character, place) => {
        const line = printCommand(one);
        const at = '/changeover'.length + (place % (line.length - '/changeover'.length + 1));
        const kind = parse(line.slice(0, at) + character + line.slice(at)).kind;
        expect(kind).toBe('refused');
      }),
    );
  });
});
