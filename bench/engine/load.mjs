// What the calls cost beside a bare loop on the AWS SDK and one on node:http, at several numbers of calls in flight.
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '../support/compile.mjs';
import { median } from '../support/median.mjs';
import { root } from '../support/root.mjs';
import { bundleBareLoop } from './bundle.mjs';
import { prepareCheck } from './check.mjs';
import { withEndpoint } from './endpoint.mjs';
import { measuredRun } from './measured-run.mjs';
import { megabytes, seconds, times } from './report.mjs';
import { ACCEPTANCE } from './repository.mjs';

const WALL_BAR = 1.1;
const CPU_BAR = 1.3;
const MEMORY_BAR_MB = 40;

/** Runs all ways in turns, so often, and holds them to the report. */
export async function measureLoad(options, into) {
  const { cases, latencyMs, concurrencies, rounds } = options;
  const lib = compile('engine');
  const bare = await bundleBareLoop();
  for (const concurrency of concurrencies) {
    const load = { cases, concurrency, calls: 2 * cases, idealMs: (2 * cases * latencyMs) / concurrency };
    await withEndpoint(latencyMs, async (endpoint) => {
      const rows = await takeTurns(waysTo(endpoint, { ...options, ...load, lib, bare }), rounds, load.calls);
      report(rows, load, into);
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

const COLUMNS = ['', 'wall', '÷ ideal', '÷ bare', 'CPU a call', '÷ bare', 'peak', '− bare'];

/** CPU of a loop alone is compared with that of the bare loop alone, and that of a whole process with that of a whole process. */
function report(rows, { cases, concurrency, calls, idealMs }, into) {
  const bare = rows.get('AWS SDK, bare loop');
  const cpuOf = (row) => (row.loopCpuMs === undefined ? 'cpuMs' : 'loopCpuMs');
  into.section(`${cases} cases × 2, ${concurrency} at once: ideally ${seconds(idealMs)}`);
  into.table(
    COLUMNS,
    [...rows].map(([name, row]) => [
      name,
      seconds(row.callsMs),
      times(row.callsMs / idealMs),
      times(row.callsMs / bare.callsMs),
      `${(row[cpuOf(row)] / calls).toFixed(2)} ms`,
      times(row[cpuOf(row)] / bare[cpuOf(row)]),
      megabytes(row.peakMb),
      megabytes(row.peakMb - bare.peakMb),
    ]),
  );
  for (const [name, row] of [...rows].filter(([name]) => /^(engine|check)/.test(name))) {
    into.atMost(`${name}, wall ÷ bare`, row.callsMs / bare.callsMs, WALL_BAR, times);
    into.atMost(`${name}, CPU ÷ bare`, row[cpuOf(row)] / bare[cpuOf(row)], CPU_BAR, times);
    if (name.startsWith('check'))
      into.atMost(`${name}, peak − bare`, row.peakMb - bare.peakMb, MEMORY_BAR_MB, megabytes);
  }
}
