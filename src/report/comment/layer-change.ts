import { structuredPatch } from 'diff';
import type { LayerChange } from '../../core/contracts/change.ts';
import { canonicalJson } from '../../core/contracts/digest.ts';
import { isJsonObject, type Json } from '../../core/contracts/json.ts';
import type { Layer } from '../../core/contracts/layer.ts';
import { line, type Spans, text } from '../document.ts';
import { plural } from '../figures.ts';
import { name } from '../names.ts';
import { clip } from '../untrusted.ts';

const VALUE_LENGTH = 100;
/** Longer texts than this, or more edits, are not compared line by line: a comment is no place for them. */
const DIFF_TEXT_LENGTH = 200_000;
const DIFF_EDITS = 2_000;
const DIFF_LINES = 60;

/** From and to of one changed layer, short enough for a table. */
export interface LayerSides {
  readonly source: Spans;
  readonly target: Spans;
}

/** What a layer was and is. Texts are summed up in lines; of objects only the members that differ are shown. */
export function layerSides(change: LayerChange): LayerSides {
  const { source, target } = change;
  if (isText(change)) return textSides(change);
  if (isJsonObject(source?.value) && isJsonObject(target?.value)) {
    const [from, to] = [source.value, target.value];
    const differing = [...new Set([...Object.keys(from), ...Object.keys(to)])].filter(
      (key) => canonicalJson(own(from, key)) !== canonicalJson(own(to, key)),
    );
    return { source: members(from, differing), target: members(to, differing) };
  }
  return { source: valueSpans(source), target: valueSpans(target) };
}

function own(object: { readonly [key: string]: Json }, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function members(object: { readonly [key: string]: Json }, keys: readonly string[]): Spans {
  const present = keys.filter((key) => Object.hasOwn(object, key));
  if (present.length === 0) return line`not set`;
  const words = present.map((key) => `${key}: ${scalar(object[key] ?? null)}`).join(', ');
  return [name(words, VALUE_LENGTH)];
}

function valueSpans(layer: Layer | undefined): Spans {
  if (layer === undefined) return line`none`;
  return [name(scalar(layer.value), VALUE_LENGTH)];
}

function scalar(value: Json): string {
  return typeof value === 'string' ? value : canonicalJson(value);
}

/** System text and prompts, whatever their content; a model's ID is a name, not a text. */
function isText({ layer, source, target }: LayerChange): boolean {
  const texts = [source?.value, target?.value].every((value) => value === undefined || typeof value === 'string');
  return layer !== 'model' && texts;
}

function textSides(change: LayerChange): LayerSides {
  const [from, to] = [textOf(change.source), textOf(change.target)];
  const counted = lineCounts(change);
  const size = (side: string | undefined): string =>
    side === undefined ? 'none' : plural(side.split('\n').length, 'line');
  return {
    source: [text(size(from))],
    target: [text(counted === undefined ? size(to) : `${size(to)} (+${counted.added} −${counted.removed})`)],
  };
}

function textOf(layer: Layer | undefined): string | undefined {
  return typeof layer?.value === 'string' ? layer.value : undefined;
}

function lineCounts(change: LayerChange): { readonly added: number; readonly removed: number } | undefined {
  const lines = patchLines(change);
  if (lines === undefined) return undefined;
  return {
    added: lines.filter((one) => one.startsWith('+')).length,
    removed: lines.filter((one) => one.startsWith('-')).length,
  };
}

/** A short unified diff of a text layer; `undefined` for other layers and for texts too far apart to compare. */
export function layerDiff(change: LayerChange): string | undefined {
  if (!isText(change)) return undefined;
  const lines = patchLines(change);
  if (lines === undefined) return undefined;
  const more = lines.length - DIFF_LINES;
  const shown = more > 1 ? [...lines.slice(0, DIFF_LINES), `… ${more} more lines`] : lines;
  return shown.map((one) => clip(one, 400)).join('\n');
}

function patchLines(change: LayerChange): readonly string[] | undefined {
  const [from, to] = [textOf(change.source) ?? '', textOf(change.target) ?? ''];
  if (from.length + to.length > DIFF_TEXT_LENGTH) return undefined;
  const patch = structuredPatch('', '', withFinalLineFeed(from), withFinalLineFeed(to), undefined, undefined, {
    context: 2,
    maxEditLength: DIFF_EDITS,
  });
  return patch?.hunks.flatMap((hunk) => [
    `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`,
    ...hunk.lines,
  ]);
}

/** How a file ends is not what a reader of a prompt looks for; an absent text has no lines at all. */
function withFinalLineFeed(content: string): string {
  return content === '' || content.endsWith('\n') ? content : `${content}\n`;
}
