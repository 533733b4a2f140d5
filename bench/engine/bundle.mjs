import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ncc from '@vercel/ncc';
import { root } from '../support/root.mjs';

/** The bare loop as one file, like `dist/cli.js`: a bundle holds less in memory than what it was made of. Returns its path. */
export async function bundleBareLoop() {
  const { code } = await ncc(join(root, 'bench/engine/bare/client.mjs'), {
    cache: false,
    minify: false,
    quiet: true,
    esm: true,
  });
  const folder = join(root, 'node_modules/.cache/changeover-bench-bare');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  writeFileSync(join(folder, 'index.js'), code);
  return join(folder, 'index.js');
}
