import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../scripts/release-notes.mjs', import.meta.url));
const CHANGELOG =
  '# Changelog\n\n## 1.3.0 (unreleased)\n\n- Next.\n\n## 1.2.3 (2026-11-30)\n\n### Added\n- Rollback.\n\n## 1.2.2 (2026-11-01)\n\n- Old.\n';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

interface Stated {
  readonly version?: string;
  readonly code?: string;
  readonly changelog?: string;
}

/** Runs the script in a repository of this version and changelog. */
function notesOf(tag: string, { version = '1.2.3', code = version, changelog = CHANGELOG }: Stated = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'changeover-release-'));
  folders.push(folder);
  const files = {
    'package.json': JSON.stringify({ version }),
    'package-lock.json': JSON.stringify({ version }),
    'src/version.ts': `export const VERSION = '${code}';\n`,
    'CHANGELOG.md': changelog,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, tag], { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr: stderr.trim() };
}

test('a release has the notes of its own section', () => {
  expect(notesOf('v1.2.3')).toEqual({ status: 0, stdout: '### Added\n- Rollback.\n', stderr: '' });
});

test.each([
  ['a tag that is no version', 'latest', {}, '"latest" is no tag of a release; those look like v1.2.3'],
  ['no tag', '', {}, '"" is no tag of a release; those look like v1.2.3'],
  [
    'another version in package.json',
    'v1.2.4',
    {},
    'package.json says 1.2.3, the tag v1.2.4\npackage-lock.json says 1.2.3, the tag v1.2.4\nsrc/version.ts says 1.2.3, the tag v1.2.4',
  ],
  ['another version in the code', 'v1.2.3', { code: '1.2.2' }, 'src/version.ts says 1.2.2, the tag v1.2.3'],
  ['no section', 'v1.2.0', { version: '1.2.0' }, 'CHANGELOG.md has no section "## 1.2.0 (…)"'],
  [
    'a section without a day',
    'v1.3.0',
    { version: '1.3.0' },
    'CHANGELOG.md dates 1.3.0 "unreleased", not by a day such as 2026-11-30',
  ],
  [
    'an empty section',
    'v1.2.3',
    { changelog: '## 1.2.3 (2026-11-30)\n\n## 1.2.2 (2026-11-01)\n' },
    'CHANGELOG.md says nothing about 1.2.3',
  ],
])('%s is refused', (_, tag, repository, message) => {
  expect(notesOf(tag, repository)).toEqual({ status: 1, stdout: '', stderr: message });
});
