// What a pull request costs that changes nothing relevant: requests to GitHub's API, and time beyond the start of Node.
//   node bench/nothing-relevant.mjs [--rounds 9] [--node PATH]...
// Bars: at most 8 requests; under 600 ms more than an empty script takes. Runs dist/index.js as the runner does, against the
// stand-in for GitHub; the two take turns, the medians are compared. Exits 1 when a bar is missed.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { REPOSITORIES } from './nothing-relevant/repositories.mjs';
import { compile } from './support/compile.mjs';
import { startRepository } from './support/git-repository.mjs';
import { median } from './support/median.mjs';
import { root } from './support/root.mjs';

const REQUESTS_BAR = 8;
const TIME_BAR_MS = 600;
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    node: { type: 'string', multiple: true, default: [process.execPath] },
  },
});

const harness = compile('nothing-relevant');
copyFileSync(join(root, 'test/support/github-openapi.json'), join(harness, 'github-openapi.json'));
const [{ runAction }, { startGithub }, { openPullRequest }] = await Promise.all(
  ['runner.js', 'github/github.js', 'github/pull-request.js'].map((file) => import(join(harness, file))),
);

const scratch = mkdtempSync(join(tmpdir(), 'changeover-bench-'));
process.env.TMPDIR = scratch;
const nothing = emptyAction();
const github = await startGithub();
let missed = false;
try {
  for (const [name, repository] of Object.entries(REPOSITORIES)) await measure(name, repository);
} finally {
  await github.close();
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = missed ? 1 : 0;

async function measure(name, repository) {
  const pull = await openPullRequest(github, repository);
  const event = await pull.event();
  const workspace = checkOut(repository.head);
  console.log(`\n${name}`);
  for (const node of values.node) {
    const options = { apiUrl: github.url, token: github.token(), repository: pull.repository, event, workspace, node };
    const run = (actionDir) => runAction({ ...options, eventName: 'pull_request', actionDir });
    await run(root); // warms the disk and the stand-in
    const rounds = [];
    for (let round = 0; round < Number(values.rounds); round += 1) rounds.push(await oneRound(run));
    report(node, rounds);
  }
}

async function oneRound(run) {
  const empty = (await run(nothing)).main.milliseconds;
  const before = github.requests.length;
  const { main, post } = await run(root);
  if (main.outputs.verdict !== 'not-applicable') throw new Error(`unexpected verdict: ${main.stdout}`);
  const requests = github.requests.slice(before).map(({ operation }) => operation);
  return { empty, main: main.milliseconds - empty, post: post.milliseconds - empty, requests };
}

function report(node, rounds) {
  const of = (key) => rounds.map((round) => round[key]);
  const requests = rounds[0].requests;
  missed ||= requests.length > REQUESTS_BAR || median(of('main')) >= TIME_BAR_MS;
  console.log(
    `  Node ${versionOf(node).padEnd(9)} ${median(of('main'))} ms, at best ${Math.min(...of('main'))} ms (bar ${TIME_BAR_MS}), ` +
      `beyond Node's own ${median(of('empty'))} ms; post step ${median(of('post'))} ms; ` +
      `${requests.length} requests (bar ${REQUESTS_BAR})`,
  );
  console.log(`    ${requests.join(', ')}`);
}

/** What actions/checkout leaves by default: one commit without history, the merge of the pull request. */
function checkOut(files) {
  const folder = mkdtempSync(join(scratch, 'workspace-'));
  startRepository(folder)(files);
  return folder;
}

/** An action that does nothing: the start of Node itself. */
function emptyAction() {
  const folder = mkdtempSync(join(scratch, 'empty-'));
  writeFileSync(join(folder, 'action.yml'), 'runs: { using: node24, main: empty.cjs }\n');
  writeFileSync(join(folder, 'empty.cjs'), '');
  return folder;
}

function versionOf(node) {
  return execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
}
