import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { SCORERS } from '../src/core/scoring/scorers.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md'].map((name) => join(root, name)),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(root, 'docs', name)),
];

function withoutCode(text: string): string {
  return text.replace(/^( *)```[\s\S]*?^\1```/gm, '');
}

/** A heading as GitHub turns it into an anchor. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
}

function anchorsIn(page: string): readonly string[] {
  return [...withoutCode(readFileSync(page, 'utf8')).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    anchorOf(heading ?? ''),
  );
}

describe.each(pages.map((page) => relative(root, page)))('%s', (name) => {
  const page = join(root, name);
  const links = [...withoutCode(readFileSync(page, 'utf8')).matchAll(/\]\((?!https?:)([^)\s]*)\)/g)];

  test('links to files and headings that are there', () => {
    const broken = links.flatMap(([, link = '']) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(target)) return [link];
      return anchor === undefined || anchorsIn(target).includes(anchor) ? [] : [link];
    });
    expect(broken).toEqual([]);
  });
});

test('the README leads to every page', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const topics = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  expect(topics.filter((name) => !readme.includes(`(docs/${name})`))).toEqual([]);
});

test('the page on suites has every scorer with every option', () => {
  const rows = readFileSync(join(root, 'docs', 'suites.md'), 'utf8').split('\n');
  for (const { type, options } of SCORERS) {
    const row = rows.find((line) => line.startsWith(`| \`${type}\``)) ?? '';
    const unnamed = Object.keys(
      z.toJSONSchema(options, { io: 'input', unrepresentable: 'any' }).properties ?? {},
    ).filter((option) => !new RegExp(`\`${option}[:\`]`).test(row));
    expect([type, unnamed]).toEqual([type, []]);
  }
});
