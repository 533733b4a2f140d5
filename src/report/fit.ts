import { type Block, joined, line, paragraph, type ReportDocument, type Section, text } from './document.ts';
import { plural } from './figures.ts';

/** What a place takes: UTF-16 units (never fewer than characters, however the place counts) and bytes of UTF-8. */
export interface Limits {
  readonly characters: number;
  readonly bytes: number;
}

/** GitHub refuses a comment of more than 65,536 characters, stored in at most four bytes each. */
export const COMMENT_LIMITS: Limits = { characters: 65_536, bytes: 262_144 };

/** A step summary of more than 1 MiB is not shown at all. */
export const SUMMARY_LIMITS: Limits = { characters: 1_048_576, bytes: 1_048_576 };

/** Kinds of parts that the sentence about what is missing names. */
const NAMED = 8;

/** Kept free for the separators between sections and a final line feed. */
const SLACK = 64;

interface Standing {
  readonly section: Section;
  readonly blocks: readonly Block[];
  readonly size: Limits;
  readonly state: 'whole' | 'shortened' | 'left out';
}

/**
 * The blocks of a document that fit. The most expendable section gives way first (the last of several that are equally
 * so), to its shorter form where it has one, else wholly. The first section is never touched: it holds the verdict. What
 * gave way is named in a sentence before the last section.
 */
export function fitSections(
  document: ReportDocument,
  limits: Limits,
  render: (blocks: readonly Block[]) => string,
): readonly Block[] {
  const measured = (section: Section, blocks: readonly Block[], state: Standing['state']): Standing => ({
    section,
    blocks,
    size: blocks.length === 0 ? { characters: 0, bytes: 0 } : sizeOf(`${render(blocks)}\n\n`),
    state,
  });
  let standing = document.sections.map((section) => measured(section, section.blocks, 'whole'));
  const note = (): readonly Block[] => leftOutNote(standing, document);
  const fits = (): boolean => within([...standing.map(({ size }) => size), sizeOf(render(note()))], limits);
  while (!fits()) {
    const victim = mostExpendable(standing);
    if (victim === undefined) break;
    standing = standing.map((one) => {
      if (one !== victim) return one;
      const { shorter } = one.section;
      return shorter !== undefined && one.state === 'whole'
        ? measured(one.section, shorter, 'shortened')
        : measured(one.section, [], 'left out');
    });
  }
  const last = standing.at(-1)?.blocks ?? [];
  return [...standing.slice(0, -1).flatMap(({ blocks }) => blocks), ...note(), ...last];
}

function mostExpendable(standing: readonly Standing[]): Standing | undefined {
  return standing
    .slice(1)
    .filter(({ state }) => state !== 'left out')
    .reduce<Standing | undefined>(
      (most, one) => (most === undefined || one.section.expendable >= most.section.expendable ? one : most),
      undefined,
    );
}

function leftOutNote(standing: readonly Standing[], document: ReportDocument): readonly Block[] {
  const gone = standing.filter(({ state }) => state !== 'whole');
  if (gone.length === 0) return [];
  const times = new Map<string, number>();
  for (const { section, state } of gone) {
    const words = `${section.name} (${state})`;
    times.set(words, (times.get(words) ?? 0) + 1);
  }
  const names = [...times].map(([words, count]) => [text(count === 1 ? words : `${count} × ${words}`)]);
  const rest = names.length - NAMED;
  const shown = rest > 0 ? [...names.slice(0, NAMED), line`${text(plural(rest, 'other part'))}`] : names;
  return [paragraph(line`To fit the limit: ${joined(shown, ', ')}. The whole is in ${document.wholeIsAt}.`)];
}

function sizeOf(rendered: string): Limits {
  return { characters: rendered.length, bytes: new TextEncoder().encode(rendered).length };
}

function within(sizes: readonly Limits[], limits: Limits): boolean {
  const total = (pick: (size: Limits) => number): number => sizes.reduce((sum, size) => sum + pick(size), SLACK);
  return total((size) => size.characters) <= limits.characters && total((size) => size.bytes) <= limits.bytes;
}
