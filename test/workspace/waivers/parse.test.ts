import { describe, expect, it } from 'vitest';
import type { Waiver } from '../../../src/core/contracts/waiver.ts';
import { WAIVERS_FILE } from '../../../src/core/contracts/waiver.ts';
import { describeWaivers } from '../../../src/workspace/waivers/describe.ts';
import { parseWaivers } from '../../../src/workspace/waivers/parse.ts';
import { problemsOf } from '../problems-of.ts';

const EVIDENCE = '0123456789abcdef'.repeat(4);
const FINDING = `
  - application: triage
    metric: accuracy
    criterion: max-drop
    slice: German
    at-worst: -0.0714
    reason: Labels of March are wrong, see the ticket
    owner: "@lena"
    given: 2026-11-02
    expires: 2026-12-31
    evidence: ${EVIDENCE}
`;
const CRITICAL = `
  - application: triage
    metric: critical-cases
    cases: [case-7, case-9]
    reason: accepted by safety
    owner: "@sara_acme"
    given: 2026-11-02
    expires: 2026-11-02
    evidence: ${EVIDENCE}
`;

function read(...entries: readonly string[]): readonly Waiver[] {
  return parseWaivers(`version: 1\nwaivers:${entries.join('')}`, WAIVERS_FILE);
}

/** Problems of one waiver with words replaced, as `line:column message | hint`. */
function faults(entry: string, from: string | RegExp, to: string): readonly string[] {
  const edited = entry.replace(from, to);
  expect(edited).not.toBe(entry);
  return problemsOf(() => read(edited)).map(({ place, message, hint }) => {
    expect(place?.file).toBe(WAIVERS_FILE);
    return `${place?.line}:${place?.column} ${message}${hint === undefined ? '' : ` | ${hint}`}`;
  });
}

describe('parseWaivers', () => {
  it('reads a waiver of a finding', () => {
    expect(read(FINDING)).toEqual([
      {
        application: 'triage',
        subject: { kind: 'finding', metric: 'accuracy', criterion: 'max-drop', slice: 'German', atWorst: -0.0714 },
        reason: 'Labels of March are wrong, see the ticket',
        owner: 'lena',
        given: '2026-11-02T00:00:00Z',
        expires: '2026-12-31',
        evidence: EVIDENCE,
        origin: { kind: 'file', place: { file: WAIVERS_FILE, line: 3, column: 5 } },
      },
    ]);
  });

  it('reads a waiver of lost critical cases', () => {
    expect(read(CRITICAL)).toMatchObject([
      { subject: { kind: 'critical', caseIds: ['case-7', 'case-9'] }, owner: 'sara_acme', expires: '2026-11-02' },
    ]);
  });

  it('reads a waiver of the whole suite, without a figure', () => {
    const bare = FINDING.replace(/ {4}(slice|at-worst):.*\n/g, '');
    expect(read(bare)[0]?.subject).toEqual({ kind: 'finding', metric: 'accuracy', criterion: 'max-drop' });
  });

  it('reads a file without waivers', () => {
    expect(parseWaivers('version: 1\nwaivers: []\n', WAIVERS_FILE)).toEqual([]);
  });

  it.each<[string, string, string | RegExp, string, string]>([
    ['a missing reason', FINDING, / {4}reason.*\n/, '', '3:5 waivers[0] needs the key "reason"'],
    ['an empty reason', FINDING, /reason: .*/, 'reason: ""', '8:13 waivers[0].reason must not be empty'],
    ['a reason of dashes', FINDING, /reason: .*/, 'reason: "---"', '8:13 waivers[0].reason must say why'],
    [
      'a reason of several lines',
      FINDING,
      /reason: .*/,
      'reason: "one\\ntwo"',
      '8:13 waivers[0].reason must be one line without invisible characters',
    ],
    [
      'a reason with hidden marks',
      FINDING,
      /reason: .*/,
      'reason: "ok \\u202e"',
      '8:13 waivers[0].reason must be one line without invisible characters',
    ],
    ['no owner', FINDING, / {4}owner.*\n/, '', '3:5 waivers[0] needs the key "owner"'],
    [
      'a team as owner',
      FINDING,
      '"@lena"',
      '"@acme/leads"',
      '9:12 waivers[0].owner must be one person, written @name; a team cannot give a waiver',
    ],
    ['no end', FINDING, / {4}expires.*\n/, '', '3:5 waivers[0] needs the key "expires"'],
    [
      'an end that is no day',
      FINDING,
      'expires: 2026-12-31',
      'expires: 2026-02-30',
      '11:14 waivers[0].expires must be a day of the calendar, written 2026-12-31',
    ],
    [
      'an end in words',
      FINDING,
      'expires: 2026-12-31',
      'expires: never',
      '11:14 waivers[0].expires must be a day of the calendar, written 2026-12-31',
    ],
    [
      'an end that is a number',
      FINDING,
      'expires: 2026-12-31',
      'expires: 20261231',
      '11:14 waivers[0].expires must be text, not a number',
    ],
    [
      'an end before the start',
      FINDING,
      'expires: 2026-12-31',
      'expires: 2026-11-01',
      '11:14 the waiver expires on 2026-11-01, before it was given',
    ],
    ['no evidence', FINDING, / {4}evidence.*\n/, '', '3:5 waivers[0] needs the key "evidence"'],
    [
      'evidence cut short',
      FINDING,
      EVIDENCE,
      EVIDENCE.slice(0, 12),
      '12:15 waivers[0].evidence must be the digest of the evidence, 64 hexadecimal digits, as the comment shows it',
    ],
    [
      'no criterion',
      FINDING,
      / {4}criterion.*\n/,
      '',
      '3:5 the waiver needs the key "criterion" | Name the bound that is not met, such as criterion: max-drop, and its figure: at-worst.',
    ],
    [
      'an unknown criterion',
      FINDING,
      'max-drop',
      'max-dorp',
      '5:16 waivers[0].criterion must be "min", "max", "max-drop", "max-rise", "max-ratio" or "min-ratio", not "max-dorp" | Did you mean "max-drop"? Valid here: max, max-drop, max-ratio, max-rise, min, min-ratio.',
    ],
    ['a figure in words', FINDING, '-0.0714', 'any', '7:15 waivers[0].at-worst must be a number, not text'],
    [
      'cases of a plain metric',
      FINDING,
      '    slice: German',
      '    cases: [a]',
      '6:5 only a waiver of critical-cases names cases | Take the key out.',
    ],
    [
      'critical cases without cases',
      CRITICAL,
      / {4}cases.*\n/,
      '',
      '3:5 a waiver of critical-cases needs the key "cases" | List the IDs of the lost cases that are accepted; a further one is not excused.',
    ],
    ['no critical case', CRITICAL, '[case-7, case-9]', '[]', '5:12 waivers[0].cases must have at least 1 entry'],
    [
      'a criterion of critical cases',
      CRITICAL,
      '    cases',
      '    criterion: min\n    cases',
      '5:5 a waiver of critical-cases has no key "criterion" | It names the lost cases that are accepted: cases.',
    ],
    [
      'a misspelt key',
      FINDING,
      'at-worst',
      'at_worst',
      '7:5 waivers[0] has no key "at_worst" | Did you mean "at-worst"? Valid here: application, at-worst, cases, criterion, evidence, expires, given, metric, owner, reason, slice.',
    ],
    [
      'a key written twice',
      FINDING,
      '    slice',
      '    metric: cost\n    slice',
      '6:5 the key "metric" is written twice; first on line 4',
    ],
    ['a prototype', FINDING, '    slice: German', '    __proto__: {}', '6:5 the key "__proto__" is not allowed'],
  ])('refuses %s', (_, entry, from, to, fault) => {
    expect(faults(entry, from, to)).toEqual([fault]);
  });

  it.each([
    ['', 'the file is empty'],
    ['waivers: []', 'the file needs the key "version"'],
    ['version: 2\nwaivers: []', 'version must be 1, not 2'],
    ['version: 1', 'the file needs the key "waivers"'],
    ['version: 1\nwaivers: none', 'waivers must be a list, not text'],
    ['- a', 'the file must be a map of keys, not a list'],
    ['version: 1\nwaivers: [!!js/function x]', 'not plain YAML'],
    [`version: 1\nwaivers: [${'{},'.repeat(501)}]`, 'waivers must have at most 500 entries'],
    [`version: 1\nwaivers: []\n#${'x'.repeat(300_000)}`, 'more than the 262144 allowed'],
  ])('refuses the file %.30j', (text, message) => {
    const problems = problemsOf(() => parseWaivers(text, WAIVERS_FILE));
    expect(problems.map((problem) => problem.message).join('\n')).toContain(message);
  });

  it('names everything that is wrong at once', () => {
    const problems = problemsOf(() => read(FINDING.replace('"@lena"', 'lena'), CRITICAL.replace('"@sara_acme"', '""')));
    expect(problems.map(({ place }) => place?.line)).toEqual([9, 18]);
  });
});

describe('describeWaivers', () => {
  it('writes what reads back the same', () => {
    const waivers = read(FINDING, CRITICAL).map((waiver) => ({ ...waiver, given: '2026-11-02T10:11:12Z' }));
    const withoutPlace = ({ origin, ...waiver }: Waiver) => waiver;
    expect(parseWaivers(describeWaivers(waivers), WAIVERS_FILE).map(withoutPlace)).toEqual(
      read(FINDING, CRITICAL).map(withoutPlace),
    );
  });

  it('keeps every digit of a figure, and words that YAML would take for something else', () => {
    const [waiver] = read(FINDING);
    if (waiver === undefined) throw new Error('no waiver');
    const atWorst = -0.1 / 3;
    const subject = { kind: 'finding', metric: 'accuracy', criterion: 'max-drop', slice: 'no', atWorst } as const;
    const again = parseWaivers(describeWaivers([{ ...waiver, subject, reason: '- "a": #b' }]), WAIVERS_FILE);
    expect(again[0]).toMatchObject({ subject, reason: '- "a": #b' });
  });
});
