import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of a package that is installed in a folder. */
export function versionIn(folder, name) {
  return JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
}
