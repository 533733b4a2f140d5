// The product's own statistics, compiled from src: what is simulated is what decides.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');

export async function loadStatistics() {
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'bench/decisions')], {
    stdio: 'inherit',
  });
  const built = join(root, 'node_modules/.cache/changeover-decisions/core');
  const load = (file) => import(pathToFileURL(join(built, file)).href);
  const files = ['group-sequential', 'random', 'sequential-plan', 'sequential-test', 'spending', 'tango'];
  const modules = await Promise.all([load('plan/power.js'), ...files.map((file) => load(`stats/${file}.js`))]);
  return Object.assign({}, ...modules);
}
