import { describe, expect, it } from 'vitest';
import type { CommandRefusal } from '../../src/core/contracts/command.ts';
import type { CommandAnswer, Refusal } from '../../src/core/governance/command/answer.ts';
import { LAST_COMMAND_ROOM } from '../../src/github/last-command.ts';
import { answerSentence, lastCommandSection } from '../../src/report/command-answer.ts';
import { COMMAND_SECTION_ROOM } from '../../src/report/comment.ts';

const COMMENT = { author: 'lena', url: 'https://github.com/octocat/shop/pull/7#issuecomment-1' };

function section(answer: CommandAnswer): string {
  return lastCommandSection(answer, COMMENT);
}

function refused(refusal: Refusal): string {
  return section({ kind: 'refused', command: 'waive', refusal });
}

describe('lastCommandSection', () => {
  it('says what was refused, whose it was and why', () => {
    const refusal = { kind: 'budget', used: 5, limit: 5, again: '2026-11-23T00:00:00.000Z' } as const;
    expect(section({ kind: 'refused', command: 'run', refusal })).toBe(
      '### Last command\n\n`/changeover run` of `@lena` ([comment](https://github.com/octocat/shop/pull/7#issuecomment-1)) is refused: 5 runs of 5 a day were asked for (policy.commands.runs-per-day); the next one from 2026-11-23 00:00:00 UTC.\n',
    );
  });

  it.each<[CommandRefusal, string]>([
    [{ kind: 'edited' }, 'the comment was edited'],
    [{ kind: 'too-long', length: 2000, most: 1000 }, '2000 characters, more than 1000'],
    [{ kind: 'invisible', character: 'U+200B', column: 4 }, 'column 4 has a character that nobody sees, `U+200B`'],
    [{ kind: 'look-alike', character: 'U+0430', column: 9 }, 'a letter that passes for another, `U+0430`'],
    [{ kind: 'html-comment', column: 12 }, 'column 12 begins a remark that nobody sees'],
    [{ kind: 'unknown-command', word: 'wave', nearest: 'waive' }, 'no command `wave`; did you mean `waive`?'],
    [{ kind: 'not-built', command: 'migrate' }, '`migrate` is not in this version'],
    [
      { kind: 'malformed', command: 'waive', fault: { kind: 'no-metric', word: 'triage' } },
      'which metric of `triage`?',
    ],
    [
      { kind: 'malformed', command: 'waive', fault: { kind: 'no-such-day', word: '2026-02-30' } },
      'no day `2026-02-30`',
    ],
    [{ kind: 'malformed', command: 'waive', fault: { kind: 'date-format', word: 'soon' } }, '`soon` is no date'],
    [{ kind: 'malformed', command: 'waive', fault: { kind: 'empty-reason' } }, 'it needs a reason in words'],
    [{ kind: 'malformed', command: 'run', fault: { kind: 'unexpected', word: 'now' } }, 'and there is `now`'],
  ])('says of %j what is wrong', (refusal, words) => {
    expect(section({ kind: 'not-understood', refusal })).toContain(words);
  });

  it.each<[Refusal, string]>([
    [{ kind: 'older', since: '2026-11-22T12:00:00Z' }, 'about another commit or base'],
    [{ kind: 'nothing-reported' }, 'nothing was reported on this head yet'],
    [
      { kind: 'denied', reason: { kind: 'not-an-owner' }, role: 'model' },
      'its author is no owner (decides about: `model`)',
    ],
    [
      { kind: 'denied', reason: { kind: 'permission-too-low', has: 'read', needs: 'write' } },
      'has the permission `read`',
    ],
    [
      {
        kind: 'denied',
        reason: { kind: 'team-unreadable', team: '@acme/leads', permission: 'organisation Members: read' },
      },
      'it lacks `organisation Members: read`',
    ],
    [{ kind: 'fork', stands: false }, 'a maintainer approves the run of this commit'],
    [{ kind: 'unknown-application', application: 'triag', nearest: 'triage' }, 'did you mean `triage`?'],
    [{ kind: 'grant', refusal: { kind: 'too-far', latest: '2027-01-01' } }, 'until `2027-01-01` at most'],
    [{ kind: 'grant', refusal: { kind: 'nothing-to-waive' } }, 'nothing of that metric fails here'],
    [{ kind: 'break-glass', refusal: { kind: 'past' } }, 'its last day is over'],
    [{ kind: 'no-outage', verdict: 'fail' }, 'the verdict is fail'],
    [{ kind: 'closed' }, 'the pull request is closed'],
  ])('says of %j why', (refusal, words) => {
    expect(refused(refusal)).toContain(words);
  });

  it('repeats nothing of others as it stands', () => {
    const word = '`@all`<!-- changeover -->![x](http://e.example)';
    const said = section({ kind: 'not-understood', refusal: { kind: 'unknown-command', word } });
    expect(said).not.toContain('<!-- changeover');
    expect(said).toMatch(/there is no command `` `@all`‹!-- changeover -->!\[x\]\(http:\/\/e.example\) ``\.\n/);
    const problem = { code: 'github', message: 'GitHub says @acme/all <b>no</b>' } as const;
    expect(refused({ kind: 'unreadable', problem })).toContain('`@acme/all`');
  });

  it('always has room, however long what it repeats', () => {
    const long = 'x'.repeat(5000);
    const problem = { code: 'github', message: long } as const;
    for (const said of [
      refused({ kind: 'unknown-application', application: long, nearest: long }),
      refused({ kind: 'unreadable', problem }),
      lastCommandSection({ kind: 'help', circumstances: { isFork: false, isDraft: true, isOpen: true } }, COMMENT),
    ]) {
      expect(said.length).toBeLessThan(LAST_COMMAND_ROOM - 100);
      expect(said).toContain('### Last command');
    }
  });

  it('lists what applies here', () => {
    const help = (isFork: boolean, isDraft: boolean, isOpen = true) =>
      section({ kind: 'help', circumstances: { isFork, isDraft, isOpen } });
    expect(help(false, false)).toContain('`/changeover run` evaluates again');
    expect(help(false, false)).not.toContain('--full');
    expect(help(false, true)).toContain('`/changeover run --full` evaluates all cases of this draft');
    expect(help(true, true)).not.toContain('/changeover run');
    expect(help(false, false, false)).not.toContain('waive');
  });
});

describe('the comment', () => {
  it('leaves as much room as the section may take', () => {
    expect(COMMAND_SECTION_ROOM).toBe(LAST_COMMAND_ROOM);
  });
});

describe('answerSentence', () => {
  it('is one line for the log', () => {
    const refusal = { kind: 'denied', reason: { kind: 'author' } } as const;
    expect(answerSentence({ kind: 'refused', command: 'approve-yardstick', refusal })).toBe(
      'Refused: nobody decides alone on a pull request of their own',
    );
    expect(answerSentence({ kind: 'done', command: 'run' })).toBe('Carried out: run');
  });
});
