import type { Place } from '../../core/contracts/layer.ts';
import { describePlace } from '../../core/contracts/problem.ts';
import { code, linkTo, type Spans } from '../document.ts';
import { name } from '../names.ts';
import { clip } from '../untrusted.ts';
import type { ReportLinks } from './report-input.ts';

const SHA = /^[0-9a-f]{40}$/;
const PATH_LENGTH = 120;

/** `file:line`, linked to that line at the commit when both are known to the web. */
export function placeSpans(place: Place, commit: string, links: ReportLinks): Spans {
  const label = code(
    clip(describePlace({ file: place.file, ...(place.line ? { line: place.line } : {}) }), PATH_LENGTH),
  );
  if (links.repositoryUrl === undefined || !SHA.test(commit)) return [label];
  const path = place.file.split('/').map(encodeSegment).join('/');
  const { line, endLine = line } = place;
  const lines = line === undefined ? '' : `#L${line}${endLine === line ? '' : `-L${endLine}`}`;
  return linkTo(`${links.repositoryUrl}/blob/${commit}/${path}${lines}`, [label]);
}

/** The first 12 digits of a commit, linked to it; anything that is not a SHA (`work tree`) as it is. */
export function commitSpans(commit: string, links: ReportLinks): Spans {
  if (!SHA.test(commit)) return [name(commit, 40)];
  const label = [code(commit.slice(0, 12))];
  return links.repositoryUrl === undefined ? label : linkTo(`${links.repositoryUrl}/commit/${commit}`, label);
}

/** A path segment for a URL inside Markdown. Lone surrogates, which have no encoding, become U+FFFD. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.replace(/\p{Cs}/gu, '\uFFFD')).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
