import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runnerStorage } from '../src/action-storage.ts';
import { PACK_FILE, type RunnerStorage, type StorageJob } from '../src/commands/steps/runner-storage.ts';
import { startGithub } from './support/github/github.ts';
import type { JobOptions } from './support/runner-stores/job.ts';
import { type RunnerStores, startRunnerStores } from './support/runner-stores/stores.ts';

/** The built Action: the program of the transfers lies beside it. */
const PROGRAM = fileURLToPath(new URL('../dist/index.js', import.meta.url));
const PULL: JobOptions = { repository: 'octocat/shop', eventName: 'pull_request', pullRequest: 12 };
const PREFIX = 'changeover-replies-v1-pr-12-';

let stores: RunnerStores;

beforeEach(async () => {
  stores = await startRunnerStores();
});

afterEach(async () => {
  await stores.close();
});

function newPlace(content?: string) {
  const own = mkdtempSync(join(tmpdir(), 'changeover-transfer-'));
  const place = { own, folder: join(own, 'pack'), temp: join(own, 'temp') };
  mkdirSync(place.folder);
  mkdirSync(place.temp);
  if (content !== undefined) writeFileSync(join(place.folder, PACK_FILE), content);
  return place;
}

/** The stores as a job of a run sees them. */
function storageOf(job: JobOptions = PULL, more: Record<string, string> = {}): RunnerStorage {
  return runnerStorage(PROGRAM, { PATH: process.env['PATH'], ...stores.job(job), ...more });
}

function perform(storage: RunnerStorage, job: StorageJob, place: ReturnType<typeof newPlace>, signal?: AbortSignal) {
  return storage.perform(job, place, signal ?? new AbortController().signal);
}

async function saved(key: string, content: string, job: JobOptions = PULL) {
  return await perform(storageOf(job), { do: 'save-cache', key }, newPlace(content));
}

async function restored(job: JobOptions = PULL, prefix = PREFIX) {
  const place = newPlace();
  const outcome = await perform(storageOf(job), { do: 'restore-cache', prefix }, place);
  return {
    outcome,
    place,
    content: outcome.kind === 'done' ? readFileSync(join(place.folder, PACK_FILE), 'utf8') : '',
  };
}

describe("the runner's cache", () => {
  it('gives back the newest of what was saved under a prefix', async () => {
    expect(await saved(`${PREFIX}1-1`, 'older')).toEqual({ kind: 'done' });
    expect(await saved(`${PREFIX}2-1`, 'newer')).toEqual({ kind: 'done' });
    const { outcome, content, place } = await restored();
    expect(outcome).toEqual({ kind: 'done' });
    expect(content).toBe('newer');
    expect(readdirSync(place.folder)).toEqual([PACK_FILE]);
  });

  it('has nothing where nothing was saved, or only for others', async () => {
    await saved(`${PREFIX}1-1`, 'mine');
    expect((await restored(PULL, 'changeover-replies-v1-pr-1-')).outcome).toEqual({ kind: 'nothing' });
    expect((await restored({ ...PULL, pullRequest: 13 })).outcome).toEqual({ kind: 'nothing' });
    expect((await restored({ ...PULL, repository: 'octocat/other' })).outcome).toEqual({ kind: 'nothing' });
  });

  it('is read-only for events that strangers can cause', async () => {
    const outcome = await saved(`${PREFIX}1-1`, 'x', { ...PULL, eventName: 'issue_comment' });
    expect(outcome).toEqual({ kind: 'failed', reason: expect.stringContaining('cache write denied') });
  });

  it('never lets an archive write anywhere else', async () => {
    const victim = mkdtempSync(join(tmpdir(), 'changeover-victim-'));
    const before = statSync(victim).mode;
    const archive = hostileArchive(victim);
    await saved(`${PREFIX}1-1`, 'x');
    const [entry] = stores.cache.entries;
    if (entry === undefined) throw new Error('nothing was saved');
    stores.cache.plant({ ...entry, key: `${PREFIX}2-1` }, archive);
    const { outcome, place, content } = await restored();
    expect(outcome).toEqual({ kind: 'done' });
    expect(content).toBe('pack');
    expect(readdirSync(victim)).toEqual([]);
    expect(statSync(victim).mode).toBe(before);
    expect(readdirSync(place.folder)).toEqual([PACK_FILE]);
    expect(readdirSync(place.own).sort()).toEqual(['pack', 'temp']);
  });

  it('would let it without that care', () => {
    const victim = mkdtempSync(join(tmpdir(), 'changeover-victim-'));
    const { folder, own } = newPlace();
    const archive = join(own, 'archive');
    writeFileSync(archive, hostileArchive(victim));
    execFileSync('tar', ['-xf', archive, '-P', '-C', folder]);
    expect(readdirSync(victim).sort()).toEqual(['absolute', 'through-link']);
  });

  it('that cannot be reached is said to be', async () => {
    const storage = storageOf();
    await stores.close();
    const outcome = await perform(storage, { do: 'restore-cache', prefix: PREFIX }, newPlace());
    expect(outcome).toEqual({ kind: 'failed', reason: expect.stringContaining('ECONNREFUSED') });
  });

  it('that is silent is left when the time is over', async () => {
    stores.fault = 'silent';
    const place = newPlace();
    const deadline = AbortSignal.timeout(1500);
    const outcome = await perform(storageOf(), { do: 'restore-cache', prefix: PREFIX }, place, deadline);
    expect(outcome).toEqual({ kind: 'failed', reason: 'it took too long' });
  });
});

describe("the runner's artifacts", () => {
  const UPLOAD = { do: 'upload-artifact', name: 'changeover-replies-pr-12', retentionDays: 14 } as const;

  it('take a file as it is, and replace that of an earlier attempt', async () => {
    const storage = storageOf();
    expect(await perform(storage, UPLOAD, newPlace('older'))).toEqual({ kind: 'done' });
    expect(await perform(storage, UPLOAD, newPlace('newer'))).toEqual({ kind: 'done' });
    expect(stores.calls.filter((call) => call === 'DeleteArtifact')).toHaveLength(1);
  });

  it('give a file back when all of it has the digest that GitHub names', async () => {
    const github = await startGithub();
    const { artifacts } = github.overrides;
    const shared = await startRunnerStores(artifacts);
    const env = { PATH: process.env['PATH'], ...shared.job(PULL), GITHUB_API_URL: github.url };
    const storage = runnerStorage(PROGRAM, env);
    await perform(storage, UPLOAD, newPlace('as it was'));
    const [stored] = artifacts.stored;
    if (stored === undefined || stored.digest === null) throw new Error('nothing was uploaded');
    const { id, digest, size, run } = stored;
    const token = github.token({ actions: 'read' });
    const download = (as: string): StorageJob => ({
      do: 'download-artifact',
      artifact: { id, runId: run.id, digest: as, size },
      owner: 'octocat',
      repo: 'shop',
      token,
    });
    const place = newPlace();
    expect(await perform(storage, download(digest), place)).toEqual({ kind: 'done' });
    expect(readFileSync(join(place.folder, PACK_FILE), 'utf8')).toBe('as it was');
    expect(await perform(storage, download(`sha256:${'0'.repeat(64)}`), newPlace())).toEqual({
      kind: 'failed',
      reason: 'the artifact does not match its digest',
    });
    await shared.close();
    await github.close();
  });
});

/** A program in the place of the built one, to see what it is given and what becomes of what it says. */
function madeUpProgram(onMessage: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'changeover-program-'));
  const script = `const { writeFileSync } = require('node:fs'); process.once('message', (job) => { ${onMessage} });`;
  writeFileSync(join(folder, 'storage.js'), script);
  return join(folder, 'index.js');
}

describe('the program of the transfers', () => {
  const SAVE = { do: 'save-cache', key: 'x' } as const;

  it('is told the way to the stores, and no secret of the step', async () => {
    const tell =
      "writeFileSync('told.json', JSON.stringify(process.env)); process.send({ kind: 'done' }, () => process.exit())";
    const secrets = {
      AWS_SECRET_ACCESS_KEY: 'x',
      OPENAI_API_KEY: 'x',
      'INPUT_GITHUB-TOKEN': 'x',
      NODE_OPTIONS: '--bad',
    };
    const storage = runnerStorage(madeUpProgram(tell), { PATH: process.env['PATH'], ...stores.job(PULL), ...secrets });
    const place = newPlace();
    expect(await perform(storage, SAVE, place)).toEqual({ kind: 'done' });
    const told = JSON.parse(readFileSync(join(place.folder, 'told.json'), 'utf8')) as Record<string, string>;
    expect(told).toMatchObject({
      ACTIONS_CACHE_SERVICE_V2: 'True',
      GITHUB_WORKSPACE: place.folder,
      RUNNER_TEMP: place.temp,
    });
    expect(Object.keys(told).filter((name) => name in secrets)).toEqual([]);
  });

  it('gives reasons without what signs an address, in one line of bounded length', async () => {
    const reason = `no\n::error::https://blobs.example/a?sig=not-a-real-signature ${'x'.repeat(1000)}`;
    const say = `process.send({ kind: 'failed', reason: ${JSON.stringify(reason)} }, () => process.exit())`;
    const outcome = await perform(runnerStorage(madeUpProgram(say), {}), SAVE, newPlace());
    expect(outcome).toEqual({
      kind: 'failed',
      reason: expect.stringMatching(/^no ::error::https:\/\/blobs\.example\/a x{200,}…$/),
    });
  });

  it('that says a failure in its log alone is believed', async () => {
    const say =
      "console.log('::warning::Failed to save: the disk is full.'); process.send({ kind: 'failed', reason: '' }, () => process.exit())";
    const outcome = await perform(runnerStorage(madeUpProgram(say), {}), SAVE, newPlace());
    expect(outcome).toEqual({ kind: 'failed', reason: 'the disk is full' });
  });

  it('that is not there is a failure, not a fault', async () => {
    const storage = runnerStorage('/nowhere/index.js', stores.job(PULL));
    const outcome = await perform(storage, { do: 'save-cache', key: 'x' }, newPlace('x'));
    expect(outcome).toEqual({ kind: 'failed', reason: 'its program ended with code 1' });
  });

  it('is not started when it is too late', async () => {
    const storage = storageOf();
    const outcome = await perform(storage, { do: 'save-cache', key: 'x' }, newPlace('x'), AbortSignal.abort());
    expect(outcome).toEqual({ kind: 'failed', reason: 'it took too long' });
    expect(stores.calls).toEqual([]);
  });

  it.each([
    [{}, false],
    [{ ACTIONS_RUNTIME_TOKEN: 'x', ACTIONS_RESULTS_URL: 'http://127.0.0.1/' }, false],
    [{ ACTIONS_RESULTS_URL: 'http://127.0.0.1/', ACTIONS_CACHE_SERVICE_V2: 'True' }, false],
    [{ ACTIONS_RUNTIME_TOKEN: 'x', ACTIONS_RESULTS_URL: 'http://127.0.0.1/', ACTIONS_CACHE_SERVICE_V2: 'True' }, true],
  ])('is there for runners with stores: %j', (environment, available) => {
    expect(runnerStorage(PROGRAM, environment).available).toBe(available);
  });
});

/** An archive as `tar -P` would unpack it: with absolute paths, links that lead away, and, last, what is expected. */
function hostileArchive(victim: string): Buffer {
  const from = mkdtempSync(join(tmpdir(), 'changeover-archive-'));
  writeFileSync(join(from, 'file'), 'harm');
  symlinkSync(victim, join(from, 'link'));
  mkdirSync(join(from, 'folder'), { mode: 0o700 });
  writeFileSync(join(from, PACK_FILE), 'pack');
  const archive = join(from, 'archive.tar');
  const add = (transform: string, ...files: string[]) =>
    execFileSync('tar', ['-rPf', archive, '-C', from, `--transform=${transform}`, ...files]);
  add(`s,file,${victim}/absolute,`, 'file');
  add('flags=r;s,link,way-out,', 'link');
  add('s,file,way-out/through-link,', 'file');
  add(`s,folder,${victim},`, 'folder');
  add('s,x,x,', PACK_FILE);
  return compressed(archive);
}

/** As the toolkit's client does it: by zstd where there is one. */
function compressed(archive: string): Buffer {
  try {
    return execFileSync('zstd', ['-q', '--stdout', archive]);
  } catch {
    return execFileSync('gzip', ['--stdout', archive]);
  }
}
