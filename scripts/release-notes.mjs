// Prints the changelog's section of a release, and refuses where the tag, the versions and the changelog disagree. From the
// root of the repository: node scripts/release-notes.mjs v1.2.3
import { readFileSync } from 'node:fs';

const read = (/** @type {string} */ name) => readFileSync(name, 'utf8');

/** The section of a version in a changelog in the form of Keep a Changelog, without its heading. */
function releaseNotes(changelog, version) {
  const heading = `## ${version} (`;
  const lines = changelog.split(/\r?\n/);
  const start = lines.findIndex((line) => line.startsWith(heading));
  if (start < 0) throw new Error(`CHANGELOG.md has no section "${heading}…)"`);
  const date = lines[start].slice(heading.length).replace(/\)$/, '');
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) {
    throw new Error(`CHANGELOG.md dates ${version} "${date}", not by a day such as 2026-11-30`);
  }
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith('## '));
  const notes = lines
    .slice(start + 1, length < 0 ? undefined : start + 1 + length)
    .join('\n')
    .trim();
  if (notes === '') throw new Error(`CHANGELOG.md says nothing about ${version}`);
  return notes;
}

/** Throws an Error that names every place whose version is not the tag's. */
function checkVersions(tag, versions) {
  if (!/^v\d+\.\d+\.\d+$/.test(tag)) throw new Error(`"${tag}" is no tag of a release; those look like v1.2.3`);
  const wrong = Object.entries(versions)
    .filter(([, version]) => `v${version}` !== tag)
    .map(([file, version]) => `${file} says ${version}, the tag ${tag}`);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}

try {
  const tag = process.argv[2] ?? '';
  checkVersions(tag, {
    'package.json': JSON.parse(read('package.json')).version,
    'package-lock.json': JSON.parse(read('package-lock.json')).version,
    'src/version.ts': /VERSION = '([^']+)'/.exec(read('src/version.ts'))?.[1],
  });
  console.log(releaseNotes(read('CHANGELOG.md'), tag.slice(1)));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
