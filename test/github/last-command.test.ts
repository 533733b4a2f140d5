import { describe, expect, it } from 'vitest';
import { LAST_COMMAND_ROOM, withLastCommand } from '../../src/github/last-command.ts';

const BODY = '<!-- changeover -->\n## Verdict\n\nText\n\n---\n\nhead `abc`\n';

describe('withLastCommand', () => {
  it('puts the section above the last line', () => {
    expect(withLastCommand(BODY, '### Last command\n\nNo.')).toBe(
      '<!-- changeover -->\n## Verdict\n\nText\n\n<!-- changeover:command -->\n### Last command\n\nNo.\n<!-- changeover:command end -->\n\n---\n\nhead `abc`\n',
    );
  });

  it('puts it in place of the one before, and leaves the rest as it was', () => {
    const once = withLastCommand(BODY, 'one');
    const twice = withLastCommand(once, 'two');
    expect(twice).toBe(withLastCommand(BODY, 'two'));
    expect(twice).not.toContain('one\n');
  });

  it('puts it at the end of a comment without a last line', () => {
    const body = withLastCommand('<!-- changeover -->\n## Changeover\n', 'one');
    expect(body).toMatch(/^<!-- changeover -->\n## Changeover\n\n<!-- changeover:command -->\none\n.*end -->\n$/);
    expect(withLastCommand(body, 'one')).toBe(body);
  });

  it('leaves out what would not fit', () => {
    expect(withLastCommand(withLastCommand(BODY, 'one'), 'x'.repeat(LAST_COMMAND_ROOM))).toBe(BODY);
  });

  it('finds the rule above the last line, not one further up', () => {
    const body = BODY.replace('Text', 'Text\n\n---\n\nMore');
    expect(withLastCommand(body, 'one').indexOf('one')).toBeGreaterThan(body.indexOf('More'));
  });
});
