// What the calls cost beside a bare loop on the AWS SDK and one on node:http, at several numbers of calls in flight.
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '../support/compile.mjs';
import { median } from '../support/median.mjs';
import { root } from '../support/root.mjs';
import { megabytes, seconds, times } from './bars.mjs';
import { bundleBareLoop } from './bundle.mjs';
import { prepareCheck } from './check.mjs';
import { withEndpoint } from './endpoint.mjs';
import { measuredRun } from './measured-run.mjs';
import { ACCEPTANCE } from './repository.mjs';

export const WALL_BAR = 1.1;
export const CPU_BAR = 1.3;
export const MEMORY_BAR_MB = 40;

/** Runs all ways in turns, so often, and holds them to the bars. */
export async function measureLoad(options, bars) {
  const { cases, latencyMs, concurrencies, rounds } = options;
  const lib = compile('engine');
  const bare = await bundleBareLoop();
  for (const concurrency of concurrencies) {
    const load = { cases, concurrency, calls: 2 * cases, idealMs: (2 * cases * latencyMs) / concurrency };
    await withEndpoint(latencyMs, async (endpoint) => {
      const rows = await takeTurns(waysTo(endpoint, { ...options, ...load, lib, bare }), rounds, load.calls);
      report(rows, load, bars);
    });
  }
}

function waysTo(endpoint, options) {
  const { cases, concurrency, lib, bare, scratch } = options;
  const client = (file, ...rest) => {
    const folder = mkdtempSync(join(scratch, 'client-'));
    const journal = join(folder, 'journal.jsonl');
    const words = [file, endpoint.url, String(cases), String(concurrency), journal, ...rest];
    return async () => ({ ...(await measuredRun(words, { endpoint, cwd: folder })), ...lastOf(journal) });
  };
  const own = (type) => client(join(root, 'bench/engine/changeover/client.mjs'), lib, type);
  const check = (provider) => {
    const prepared = prepareCheck(options, endpoint, {
      provider,
      cases,
      concurrency,
      acceptance: ACCEPTANCE.everyKind,
    });
    return () => {
      prepared.forgetReplies();
      return prepared.run();
    };
  };
  return {
    'node:http': client(join(root, 'bench/engine/node-http/client.mjs')),
    'AWS SDK, bare loop': client(bare),
    'engine, bedrock': own('bedrock'),
    'engine, openai': own('openai'),
    'check, bedrock': check('bedrock'),
    'check, openai': check('openai'),
  };
}

function lastOf(journal) {
  return JSON.parse(readFileSync(journal, 'utf8').trimEnd().split('\n').at(-1));
}

async function takeTurns(ways, rounds, calls) {
  const figures = new Map(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, run] of Object.entries(ways)) {
      const one = await run();
      if (one.calls !== calls) throw new Error(`${name} made ${one.calls} calls instead of ${calls}`);
      figures.get(name).push(one);
    }
  }
  return new Map([...figures].map(([name, all]) => [name, mediansOf(all)]));
}

function mediansOf(all) {
  const middle = (key) => median(all.map((one) => one[key]));
  return {
    callsMs: middle('callsMs'),
    cpuMs: middle('cpuMs'),
    loopCpuMs: middle('loopCpuMs'),
    peakMb: middle('peakMb'),
  };
}

/** CPU of a loop alone is compared with that of the bare loop alone, and that of a whole process with that of a whole process. */
function report(rows, { cases, concurrency, calls, idealMs }, bars) {
  const bare = rows.get('AWS SDK, bare loop');
  console.log(`\n${cases} cases × 2, ${concurrency} at once, ideal ${seconds(idealMs)}, Node ${process.version}\n`);
  console.log('                     wall     ÷ ideal  ÷ bare   CPU a call  ÷ bare   peak     − bare');
  for (const [name, row] of rows) {
    const cpu = row.loopCpuMs === undefined ? 'cpuMs' : 'loopCpuMs';
    const cells = [
      seconds(row.callsMs),
      times(row.callsMs / idealMs),
      times(row.callsMs / bare.callsMs),
      `${(row[cpu] / calls).toFixed(2)} ms`,
      times(row[cpu] / bare[cpu]),
      megabytes(row.peakMb),
      megabytes(row.peakMb - bare.peakMb),
    ];
    console.log(name.padEnd(21) + cells.map((cell, i) => cell.padEnd(i === 3 ? 12 : 9)).join(''));
  }
  console.log('');
  for (const [name, row] of rows) {
    if (!/^(engine|check)/.test(name)) continue;
    const cpu = row.loopCpuMs === undefined ? 'cpuMs' : 'loopCpuMs';
    const what = (figure) => `${name}, ${concurrency} at once, ${figure}`;
    bars.atMost(what('wall ÷ bare'), row.callsMs / bare.callsMs, WALL_BAR, times);
    bars.atMost(what('CPU ÷ bare'), row[cpu] / bare[cpu], CPU_BAR, times);
    if (cpu === 'cpuMs') bars.atMost(what('peak − bare'), row.peakMb - bare.peakMb, MEMORY_BAR_MB, megabytes);
  }
}
