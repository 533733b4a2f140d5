import type { UncoveredChange, WiringChange } from '../../core/contracts/change.ts';
import type { Place } from '../../core/contracts/layer.ts';
import type { Migration, Verdict } from '../../core/contracts/verdict.ts';
import {
  type Block,
  details,
  heading,
  line,
  list,
  paragraph,
  type Section,
  type Spans,
  strong,
  text,
} from '../document.ts';
import { bounded, fromTo, name } from '../names.ts';
import { LAYER_WORDS } from '../wording.ts';
import { layerDiff, layerSides } from './layer-change.ts';
import { placeSpans } from './links.ts';
import { proposedBlocks } from './proposed-section.ts';
import type { ReportLinks } from './report-input.ts';

const LISTED = 12;
/** Locations and dotted paths are long by nature. */
const LONG_NAME = 100;

/** The layers that differ: from, to, and where. */
export function changedLayers(
  migration: Migration,
  verdict: Verdict,
  links: ReportLinks,
  level: 3 | 4,
): readonly Section[] {
  if (migration.changed.length === 0) return [];
  const rows = migration.changed.map((change) => {
    const { source, target } = layerSides(change);
    const place = change.target?.places[0] ?? change.source?.places[0];
    const commit = change.target?.places[0] === undefined ? verdict.source : verdict.head;
    const where: Spans = place === undefined ? [] : placeSpans(place, commit, links);
    return [[text(LAYER_WORDS[change.layer])], source, target, where];
  });
  const columns = [{ title: 'Layer' }, { title: 'Source' }, { title: 'Target' }, { title: 'Where' }];
  const blocks: readonly Block[] = [heading(level, line`What changed`), { kind: 'table', columns, rows }];
  return [{ name: 'what changed', blocks, expendable: 20 }];
}

/** A short diff of each text layer, folded. */
export function layerDiffs(migration: Migration): readonly Section[] {
  return migration.changed.flatMap((change) => {
    const diff = layerDiff(change);
    if (diff === undefined || diff === '') return [];
    const name = LAYER_WORDS[change.layer];
    const blocks = [details(line`Diff of the ${text(name)}`, [{ kind: 'code', language: 'diff', text: diff }])];
    return [{ name: `diff of the ${name}`, blocks, expendable: 60 }];
  });
}

/** Changes that belong to no single comparison: wiring, moved files, the proposed yardstick, uncovered model IDs. */
export function otherChanges(verdict: Verdict, links: ReportLinks): readonly Section[] {
  const groups: readonly (readonly Block[])[] = [
    uncoveredBlocks(verdict.uncovered, verdict, links),
    wiringBlocks(verdict, links),
    proposedBlocks(verdict, links),
  ];
  const blocks = groups.flat();
  return blocks.length === 0 ? [] : [{ name: 'other changes', blocks, expendable: 30 }];
}

function uncoveredBlocks(changes: readonly UncoveredChange[], verdict: Verdict, links: ReportLinks): readonly Block[] {
  if (changes.length === 0) return [];
  const items = changes.map(
    ({ source, target, place, side }) =>
      line`${fromTo(source, target, LONG_NAME)} in ${placeSpans(place, side === 'source' ? verdict.source : verdict.head, links)}`,
  );
  return [
    paragraph(line`${strong(text('Uncovered'))}: changed model IDs that belong to no application`),
    list(bounded(items, LISTED)),
  ];
}

function wiringBlocks(verdict: Verdict, links: ReportLinks): readonly Block[] {
  const wiring = verdict.wiring.map((change) => wiringItem(change, verdict, links));
  const moved = verdict.moved.map(
    ({ application, layer, from, to }) =>
      line`${name(application)} ${name(layer)} moved, same content: ${placeSpans(from, verdict.source, links)} → ${placeSpans(to, verdict.head, links)}`,
  );
  const items = [...wiring, ...moved];
  if (items.length === 0) return [];
  return [
    paragraph(line`${strong(text('Wiring'))} (where layers live and which provider is used)`),
    list(bounded(items, LISTED)),
  ];
}

function wiringItem(change: WiringChange, verdict: Verdict, links: ReportLinks): Spans {
  const subject = line`${name(change.application)} ${name(change.key)} ${text(change.kind)}`;
  const sides =
    change.source === undefined && change.target === undefined
      ? []
      : line`: ${fromTo(change.source, change.target, LONG_NAME)}`;
  return line`${subject}${sides}${at(change.place, verdict.head, links)}`;
}

function at(place: Place | undefined, commit: string, links: ReportLinks): Spans {
  return place === undefined ? [] : line` (${placeSpans(place, commit, links)})`;
}
