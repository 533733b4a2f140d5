import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/core/contracts/verdict.ts';
import type { YardstickChange, YardstickProposal } from '../../src/core/contracts/yardstick-change.ts';
import { proposedBlocks } from '../../src/report/comment/proposed-section.ts';
import { yardstickChangeSpans } from '../../src/report/comment/yardstick-change.ts';
import { list } from '../../src/report/document.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { plainText } from '../../src/report/plain-text.ts';
import { ATTACKS, hostileText } from './hostile.ts';
import { htmlOf, skeleton, walk } from './rendered.ts';
import { verdict } from './scenarios.ts';

const bound = { application: 'triage', metric: 'accuracy', key: 'max-drop' } as const;
const cases = (count: number, critical = 0) => ({
  count,
  critical,
  ids: ['a', 'b', 'c', 'd'].slice(0, count),
});

/** One of every kind, and how it reads. */
const READS: readonly [YardstickChange, string][] = [
  [
    { kind: 'bound', ...bound, from: 0.02, to: 0.1, direction: 'looser' },
    'triage: margin of accuracy 0.02 → 0.10 (looser)',
  ],
  [
    { kind: 'bound', application: 'triage', metric: 'cost', key: 'max-ratio', from: 1.5, to: 1, direction: 'stricter' },
    'triage: max-ratio of cost 1.5 → 1.0 (stricter)',
  ],
  [
    { kind: 'bound', ...bound, key: 'min', alternative: '0.1', from: 1e-9, to: 1, direction: 'stricter' },
    'triage: min of accuracy in alternative 0.1 1e-9 → 1 (stricter)',
  ],
  [
    { kind: 'criterion-added', ...bound, threshold: 0.1, enforce: 'report', direction: 'neutral' },
    'triage: new margin of accuracy 0.1, which only reports',
  ],
  [
    { kind: 'criterion-removed', ...bound, threshold: 0.1, enforce: 'block', direction: 'looser' },
    'triage: margin of accuracy 0.1 removed (looser)',
  ],
  [
    { kind: 'criterion-option', ...bound, option: 'enforce', from: 'block', to: 'report', direction: 'looser' },
    'triage: enforce of the margin of accuracy: block → report (looser)',
  ],
  [
    { kind: 'criterion-option', ...bound, option: 'slices', from: ['a', 'b'], direction: 'looser' },
    'triage: slices of the margin of accuracy: ["a","b"] removed (looser)',
  ],
  [
    {
      kind: 'alternative-added',
      application: 'triage',
      alternative: '0.2',
      metrics: ['cost'],
      group: false,
      direction: 'looser',
    },
    'triage: new alternative on cost (looser)',
  ],
  [
    {
      kind: 'alternative-removed',
      application: 'triage',
      alternative: '0',
      metrics: ['a', 'b', 'c', 'd'],
      group: true,
      direction: 'looser',
    },
    'triage: group of alternatives on a, b, c and 1 more removed (looser)',
  ],
  [{ kind: 'scorer-added', application: 'triage', scorer: 's', direction: 'neutral' }, 'triage: new scorer s'],
  [{ kind: 'scorer-removed', application: 'triage', scorer: 's', direction: 'neutral' }, 'triage: scorer s removed'],
  [
    { kind: 'scorer-changed', application: 'triage', scorer: 's', keys: ['type', 'max'], direction: 'other' },
    'triage: scorer s judges otherwise: type, max',
  ],
  [
    { kind: 'cases-removed', application: 'triage', cases: cases(3, 1), direction: 'looser' },
    'triage: 3 cases (1 critical) removed: a, b, c (looser)',
  ],
  [{ kind: 'cases-added', application: 'triage', cases: cases(1), direction: 'other' }, 'triage: 1 case added: a'],
  [
    { kind: 'expected-edited', application: 'triage', cases: cases(1), direction: 'other' },
    'triage: 1 expected answer edited: a',
  ],
  [
    { kind: 'cases-edited', application: 'triage', cases: cases(4), fields: ['input'], direction: 'other' },
    'triage: 4 cases edited in input: a, b, c and 1 more',
  ],
  [
    { kind: 'critical-removed', application: 'triage', cases: cases(2), direction: 'looser' },
    'triage: 2 cases no longer critical: a, b (looser)',
  ],
  [
    { kind: 'critical-added', application: 'triage', cases: cases(1), direction: 'stricter' },
    'triage: 1 case now critical: a (stricter)',
  ],
  [
    { kind: 'deciding-scorers', application: 'triage', from: ['a'], to: [], direction: 'other' },
    'triage: whether a case passes is said by none, until now by a',
  ],
  [{ kind: 'trials', application: 'triage', from: 3, to: 1, direction: 'other' }, 'triage: trials 3 → 1'],
  [{ kind: 'stop', application: 'triage', to: 'fixed', direction: 'neutral' }, 'triage: stop: new fixed'],
  [
    { kind: 'suite-file', application: 'triage', from: 'a.csv', to: 'b.csv', direction: 'neutral' },
    'triage: suite: a.csv → b.csv',
  ],
  [
    { kind: 'suite-unread', application: 'triage', side: 'proposed', direction: 'other' },
    'triage: the proposed suite could not be read, so what changes in it is not known',
  ],
  [
    { kind: 'suite-unread', application: 'triage', side: 'base', direction: 'other' },
    'triage: the suite as it was could not be read, so what changes in it is not known',
  ],
  [
    { kind: 'application-added', application: 'search', direction: 'neutral' },
    'search: new application, with its own suite and criteria',
  ],
  [
    { kind: 'application-removed', application: 'search', direction: 'looser' },
    'search: application removed, and with it all that measures it (looser)',
  ],
  [
    { kind: 'price', model: 'm', from: { input: 1, output: 2 }, direction: 'other' },
    'price of m: {"input":1,"output":2} removed',
  ],
  [
    { kind: 'policy', key: 'max-error-rate', from: 0.01, to: 0.5, direction: 'looser' },
    'policy max-error-rate: 0.01 → 0.5 (looser)',
  ],
  [{ kind: 'provider-added', provider: 'p', direction: 'neutral' }, 'new provider p'],
  [{ kind: 'provider-removed', provider: 'p', direction: 'other' }, 'provider p removed'],
  [
    { kind: 'provider', provider: 'p', key: 'base-url', from: 'https://a.example', direction: 'other' },
    'provider p, base-url: https://a.example removed',
  ],
  [
    { kind: 'provider', provider: 'p', key: 'file-sha256', from: 'a', to: 'b', direction: 'other' },
    'recorded replies of p changed',
  ],
  [
    { kind: 'owners', role: 'safety', added: ['@a'], removed: ['@b', '@c'], direction: 'looser' },
    'owners (safety): @a added; @b, @c removed (looser)',
  ],
  [
    { kind: 'owners', application: 'triage', added: [], removed: ['@b'], direction: 'stricter' },
    'triage: owners: @b removed (stricter)',
  ],
];

describe('a change of the yardstick', () => {
  it.each(READS.map(([change, words]) => [words, change] as const))('reads: %s', (words, change) => {
    expect(plainText(yardstickChangeSpans(change))).toBe(words);
  });

  /** The same changes with a stranger's text wherever one of theirs can stand. */
  function filled(text: string): string {
    const replaced = JSON.stringify(
      READS.map(([change]) => change),
      (key, value) =>
        typeof value === 'string' &&
        !['kind', 'key', 'option', 'direction', 'role', 'side', 'enforce', 'alternative'].includes(key)
          ? text
          : value,
    );
    const changes: readonly YardstickChange[] = JSON.parse(replaced);
    const blocks = [list(changes.map(yardstickChangeSpans))];
    return renderMarkdown(
      { sections: [{ name: 'test', blocks, expendable: 0 }], wholeIsAt: [] },
      { characters: 1e6, bytes: 1e6 },
    );
  }

  it('does nothing with whatever strangers write into it', () => {
    const plain = skeleton(htmlOf(filled('plain')));
    const isHarmless = (text: string): void => {
      const html = htmlOf(filled(text));
      expect(skeleton(html)).toBe(plain);
      for (const { node, around } of walk(html)) {
        expect(node.type).not.toBe('comment');
        expect(node.tagName).not.toBe('a');
        if (node.type === 'text' && !around.includes('code')) expect(node.value).not.toMatch(/@[a-z]|https?:|www\./i);
      }
    };
    for (const attack of ATTACKS) isHarmless(`${attack} word ${attack}`);
    fc.assert(fc.property(hostileText, isHarmless), { numRuns: 50, seed: 7 });
  });
});

describe('the section of what is proposed', () => {
  const file = { file: 'evals/triage.jsonl' };
  const proposed = [{ kind: 'suite', subject: file.file, target: 'changed', place: file } as const];

  function section(proposal: Partial<YardstickProposal>, more: Partial<Verdict> = {}): string {
    const yardstickChanges = { changes: [], looser: false, unclear: false, roles: [], warnings: [], ...proposal };
    const blocks = proposedBlocks(verdict({ proposed, yardstickChanges, ...more }), {});
    return renderMarkdown(
      { sections: [{ name: 'test', blocks, expendable: 0 }], wholeIsAt: [] },
      { characters: 1e5, bytes: 1e5 },
    );
  }

  it('names files where nothing in them measures otherwise, and nothing at all where nothing is proposed', () => {
    expect(section({})).toContain('suite `evals/triage.jsonl`: changed');
    expect(proposedBlocks(verdict({ proposed: [] }), {})).toEqual([]);
  });

  it('puts what demands less first, and cuts a long list', () => {
    const changes = READS.map(([change]) => change);
    const lines = section({ changes, looser: true, unclear: true }).split('\n');
    const items = lines.filter((one) => one.startsWith('- '));
    expect(items).toHaveLength(13);
    const looser = changes.filter(({ direction }) => direction === 'looser').length;
    expect(items.slice(0, Math.min(12, looser)).every((one) => one.endsWith('(looser)'))).toBe(true);
    expect(items.at(-1)).toBe(`- and ${changes.length - 12} more`);
    expect(lines.join('\n')).toContain('Of what is not marked it cannot be told');
    expect(lines.join('\n')).toContain('In `evals/triage.jsonl`');
  });

  it('says what could not be read, in a few words', () => {
    const warnings = Array.from({ length: 9 }, (_, index) => ({
      code: 'suite' as const,
      message: `the dataset is broken in ${index} ${'x'.repeat(1000)}`,
    }));
    const text = section({ warnings, outdated: true, unclear: true });
    expect(text.match(/Not read: /g)).toHaveLength(3);
    expect(text.length).toBeLessThan(2_000);
    expect(text).toContain('bring the branch up to date');
    expect(text).toContain('Whether this demands less cannot be told');
  });

  it('says whether anybody can let it take effect', () => {
    const { verdict: name, reason, mode, onInconclusive, onUncovered, migrations } = verdict({});
    const digests = { suite: 'a', policy: 'b' };
    const underProposed = { verdict: name, reason, mode, onInconclusive, onUncovered, migrations, digests };
    expect(section({}, { underProposed })).toContain('no effect before it is on the base branch');
    const hold = { parts: ['yardstick'], scopes: [{ roles: ['model'], owners: [['@lena']] }] } as const;
    expect(section({}, { underProposed, hold })).toContain('no effect until its owners approve it');
  });
});
