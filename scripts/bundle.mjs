// Bundles lib/main.js to dist/index.js (the Action), lib/storage.js to dist/storage.js (the program that the Action starts
// for a transfer to or from the runner's stores) and lib/cli.js to dist/cli.js (the terminal).
// ncc always writes `index.js`, so each bundle is built in a scratch folder and copied; the result is byte-identical on
// every machine and from every folder, because lib/ holds no absolute path and nothing is minified.
import { deepStrictEqual } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ncc from '@vercel/ncc';

const PRICES = '@pydantic/genai-prices/dist';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
// The bundles name their modules relative to the working directory.
process.chdir(root);
const scratch = mkdtempSync(join(tmpdir(), 'changeover-bundle-'));

async function bundle(entry, name, license) {
  const { code, assets } = await ncc(join(root, 'lib', entry), {
    cache: false,
    minify: false,
    quiet: true,
    license,
    esm: true,
  });
  const folder = join(scratch, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.js`), pricesAsJson(compiledOnce(code)));
  for (const [file, asset] of Object.entries(assets)) {
    if (file.endsWith('.map')) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), asset.source);
  }
  return folder;
}

/**
 * V8 compiles a function in brackets at once, since it is about to be called; before Node 22 it does so for `(function …)`
 * and not for `((…) => …)`, which it parses twice, half of the bundle's time to load. No module that webpack writes as an
 * arrow function uses `this` or `arguments`.
 */
function compiledOnce(code) {
  return code.replaceAll(/^\/\*{3}\/ \(\(([^()]*)\) => \{$/gm, '/***/ (function ($1) {');
}

/**
 * As JSON text the price table, a sixth of the bundle, is there in a tenth of the time and of the memory that V8 takes to
 * compile it as an expression.
 */
function pricesAsJson(code) {
  const module = code.indexOf(`${PRICES}/index.js\n`);
  if (module < 0) return code;
  const from = code.indexOf('= [\n', module) + 2;
  const to = code.indexOf('\n]', from) + 2;
  const prices = new Function(`return ${code.slice(from, to)};`)();
  const json = JSON.stringify(prices);
  deepStrictEqual(JSON.parse(json), prices, 'JSON does not hold all of the price table');
  const text = `'${json.replaceAll(/[\\']/g, '\\$&')}'`;
  return `${code.slice(0, from)}JSON.parse(${text})${code.slice(to)}`;
}

const folders = [
  await bundle('main.js', 'index', 'LICENSES.txt'),
  await bundle('storage.js', 'storage', 'LICENSES.storage.txt'),
  await bundle('cli.js', 'cli', 'LICENSES.cli.txt'),
];
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
for (const folder of folders) {
  for (const file of readdirSync(folder)) cpSync(join(folder, file), join(dist, file), { recursive: true });
}
writeFileSync(join(dist, 'package.json'), `${JSON.stringify({ type: 'module' }, null, 2)}\n`);
rmSync(scratch, { recursive: true, force: true });
// What was rewritten must still be a program: the storage bundle runs on its own, where nothing else would tell.
for (const name of ['index', 'storage', 'cli']) execFileSync(process.execPath, ['--check', join(dist, `${name}.js`)]);
for (const file of readdirSync(dist)) console.log(`dist/${file}  ${readFileSync(join(dist, file)).length} bytes`);
