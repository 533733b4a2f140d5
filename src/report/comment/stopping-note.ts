import type { Migration, Stopping } from '../../core/contracts/verdict.ts';
import { type Block, line, paragraph, text } from '../document.ts';
import { formatCount, plural } from '../figures.ts';

/** How far a sequential evaluation had to go, in one line of the first screen. */
export function stoppingNote({ stopping, verdict }: Migration): readonly Block[] {
  if (stopping === undefined || (verdict === 'invalid' && stopping.why === 'all-cases')) return [];
  return [paragraph(line`${text(WORDS[stopping.why](stopping))}`)];
}

const WORDS: Readonly<Record<Stopping['why'], (stopping: Stopping) => string>> = {
  decided: (stopping) => `Decided after ${extent(stopping)}${saved(stopping)}.`,
  futile: (stopping) =>
    `Stopped after ${extent(stopping)}, as the rest would hardly have shown that the target holds the bound${saved(stopping)}.`,
  'all-cases': ({ of, looks }) => {
    const before = looks > 1 ? `: none of the ${plural(looks - 1, 'look')} before settled it` : '';
    return `All ${plural(of, 'case')} were needed${before}.`;
  },
};

function extent({ cases, of, looks }: Stopping): string {
  return `${formatCount(cases)} of ${plural(of, 'case')} (${plural(looks, 'look')})`;
}

function saved({ savedCalls }: Stopping): string {
  return savedCalls > 0 ? `: ${plural(savedCalls, 'call')} saved` : '';
}

/** `240 cases`, or `300 of 1,000 cases` where no more were needed. */
export function casesWords({ cases, stopping }: Pick<Migration, 'cases' | 'stopping'>): string {
  const all = plural(cases, 'case');
  return stopping === undefined || stopping.cases === cases ? all : `${formatCount(stopping.cases)} of ${all}`;
}
