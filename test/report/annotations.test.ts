import { describe, expect, test } from 'vitest';
import { annotationsOf } from '../../src/report/annotations.ts';
import { migration, SCENARIOS, verdict } from './scenarios.ts';

const of = (name: string): ReturnType<typeof annotationsOf> => annotationsOf(SCENARIOS[name]!.verdict);

describe('annotations', () => {
  test('stand on the changed lines of the head with the reason', () => {
    expect(of('fail-by-slice')).toEqual([
      {
        level: 'error',
        file: 'src/models.ts',
        line: 4,
        title: 'triage: fail',
        message:
          'The model changed from gpt-4o-2024-08-06 to gpt-5.4-mini: accuracy on slice refunds falls from 95.0 % to 75.0 % (−20.0 points, limit −5.0 points).',
      },
      expect.objectContaining({ level: 'error', file: 'prompts/triage.system.md', line: 1 }),
    ]);
  });

  test('are notices when all is well and warnings when nothing is enforced', () => {
    expect(of('pass').map(({ level }) => level)).toEqual(['notice']);
    expect(of('observed').map(({ level }) => level)).toEqual(['warning', 'warning']);
    const undecided = SCENARIOS['inconclusive']!.verdict;
    expect(annotationsOf({ ...undecided, onInconclusive: 'warn' }).map(({ level }) => level)).toEqual(['warning']);
  });

  test('name problems that have a place on the head, not those of the base', () => {
    const [first, ...rest] = of('invalid-problems');
    expect(rest).toEqual([]);
    expect(first).toMatchObject({
      level: 'error',
      file: 'prompts/triage.md',
      line: 3,
      title: 'A prompt template cannot be filled',
    });
    expect(first?.message).toContain('Give the case a value');
  });

  test('show an uncovered model where it is', () => {
    expect(of('uncovered')).toMatchObject([{ level: 'error', file: 'services/search/rank.py', line: 12 }]);
  });

  test('are at most ten of a level', () => {
    const many = verdict({ migrations: Array.from({ length: 30 }, () => migration()) });
    expect(annotationsOf(many)).toHaveLength(10);
  });
});
