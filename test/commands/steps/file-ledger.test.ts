import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { fileLedger } from '../../../src/commands/steps/file-ledger.ts';
import type { Policy } from '../../../src/core/contracts/yardstick.ts';

const POLICY: Policy = {
  mode: 'enforce',
  confidence: 0.95,
  onInconclusive: 'fail',
  onUncovered: 'fail',
  maxCostUsd: 20,
  capDefaulted: true,
  maxCostUsdPerMonth: 30,
  maxErrorRate: 0.01,
  owners: [],
};

let file: string;
let said: string[];

beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'changeover-ledger-')), 'below', 'spending.jsonl');
  said = [];
});

function ledger(day = '2026-11-22', repository = '/home/user/shop') {
  const clock = { date: () => new Date(`${day}T12:00:00Z`), monotonic: () => 0, sleep: async () => {} };
  const voice = {
    say: (line: string) => said.push(line),
    warn() {},
    progress() {},
    group: <T>(_: string, work: () => Promise<T>) => work(),
  };
  return fileLedger({ file, repository }, { clock, random: Math.random, voice });
}

async function spend(usd: number, by = ledger()) {
  const account = await by.open(POLICY);
  await account?.settle(usd);
  return account?.allowance;
}

describe('what a terminal spends in a month', () => {
  it('is shared by its runs', async () => {
    expect(await spend(12)).toEqual({ usd: 20 });
    const cap = { key: 'policy.max-cost-usd-per-month', limitUsd: 30, spentUsd: 12 };
    expect(await spend(17.5)).toEqual({ usd: 18, cap });
    expect(await spend(0.5)).toMatchObject({ usd: 0.5 });
    expect(await spend(0)).toMatchObject({ usd: 0, cap: { spentUsd: 30 } });
  });

  it('begins anew each month, and counts each work tree by itself', async () => {
    await spend(20);
    expect(await spend(0, ledger('2026-12-01'))).toEqual({ usd: 20 });
    expect(await spend(0, ledger('2026-11-22', '/home/user/other'))).toEqual({ usd: 20 });
    expect(await spend(0)).toMatchObject({ usd: 10 });
  });

  it('counts all that a killed run was allowed to spend', async () => {
    await ledger().open(POLICY);
    expect(await spend(0)).toMatchObject({ usd: 10, cap: { spentUsd: 20 } });
  });

  it('is private, and outside of git', async () => {
    await spend(1);
    expect(readFileSync(join(file, '..', '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('needs no file without such a cap, and says what does not apply here', async () => {
    const { maxCostUsdPerMonth: _none, ...plain } = POLICY;
    expect(await ledger().open({ ...plain, maxCostUsdPerPullRequest: 5 })).toBeUndefined();
    expect(said).toEqual(['policy.max-cost-usd-per-pull-request does not apply: a terminal has no pull request.']);
    expect(existsSync(file)).toBe(false);
  });
});

describe('a cap that cannot be kept is said, before a call', () => {
  it('when the file was damaged', async () => {
    await spend(1);
    writeFileSync(file, `${readFileSync(file, 'utf8')}{"usd": -1}\n`);
    await expect(spend(1)).rejects.toThrow(/spending\.jsonl:3: this line does not say what was spent/);
  });

  it('when it is a link, a folder, or has no place', async () => {
    mkdirSync(join(file, '..'), { recursive: true });
    symlinkSync('/dev/null', file);
    await expect(spend(1)).rejects.toThrow(/cannot write .*spending\.jsonl: a symbolic link is in its place/);
    file = join(file, '..', '..', 'other.jsonl');
    mkdirSync(file);
    await expect(spend(1)).rejects.toThrow(/cannot read .*other\.jsonl: a folder is in its place/);
    const clock = { date: () => new Date(), monotonic: () => 0, sleep: async () => {} };
    const voice = { say() {}, warn() {}, progress() {}, group: <T>(_: string, work: () => Promise<T>) => work() };
    const homeless = fileLedger({ repository: '/shop' }, { clock, random: Math.random, voice });
    await expect(homeless.open(POLICY)).rejects.toThrow('Name a folder in CHANGEOVER_CACHE_DIR.');
  });
});
