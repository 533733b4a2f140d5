import { readFileSync, writeFileSync } from 'node:fs';

/** Replaces what stands between `<!-- NAME -->` and `<!-- /NAME -->` in a page, for each name; throws when a page has no such place. */
export function putBetweenMarks(page, texts) {
  const replaced = Object.entries(texts).reduce(putOne, readFileSync(page, 'utf8'));
  writeFileSync(page, replaced);
}

function putOne(content, [name, text]) {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [content.indexOf(open), content.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`no place for ${name}: ${open} … ${close}`);
  return `${content.slice(0, from + open.length)}\n${text}\n${content.slice(to)}`;
}
