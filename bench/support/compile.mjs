// TypeScript that a benchmark runs outside the bundle, compiled once into node_modules/.cache.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

/** Compiles the project `bench/NAME/tsconfig.json`; returns the folder that its `outDir` names. */
export function compile(name) {
  const folder = join(root, `node_modules/.cache/changeover-bench-${name}`);
  mkdirSync(folder, { recursive: true });
  // Below node_modules no other package.json says that these files are modules.
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [compiler, '-p', join(root, 'bench', name)], { stdio: 'inherit' });
  return folder;
}
