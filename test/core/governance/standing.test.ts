import { describe, expect, it } from 'vitest';
import type { Command } from '../../../src/core/contracts/command.ts';
import { standsSince } from '../../../src/core/governance/command/standing.ts';

const SINCE = '2026-11-22T12:00:00Z';
const HEAD_BOUND: readonly Command[] = [
  { kind: 'run', full: false },
  { kind: 'waive', application: 'a', metric: 'm', until: '2026-12-31', because: 'b' },
  { kind: 'approve-yardstick' },
  { kind: 'break-glass', because: 'b' },
];
const FREE: readonly Command[] = [{ kind: 'help' }, { kind: 'unwaive', application: 'a', metric: 'm' }];

describe('standsSince', () => {
  it.each(HEAD_BOUND)('lets $kind stand only from the head’s first report on', (command) => {
    expect(standsSince({ command, createdAt: '2026-11-22T12:00:01Z' }, SINCE)).toBe(true);
    expect(standsSince({ command, createdAt: SINCE }, SINCE)).toBe(true);
    expect(standsSince({ command, createdAt: '2026-11-22T11:59:59Z' }, SINCE)).toBe(false);
    expect(standsSince({ command, createdAt: SINCE }, undefined)).toBe(false);
    expect(standsSince({ command, createdAt: 'today' }, SINCE)).toBe(false);
  });

  it.each(FREE)('lets $kind stand whatever the head is', (command) => {
    expect(standsSince({ command, createdAt: '2020-01-01T00:00:00Z' }, SINCE)).toBe(true);
    expect(standsSince({ command, createdAt: '2020-01-01T00:00:00Z' }, undefined)).toBe(true);
  });
});
