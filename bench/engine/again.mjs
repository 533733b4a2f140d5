// What a second run costs: from a start to its first call, with everything kept, and after the first was killed half-way.
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { median } from '../support/median.mjs';
import { prepareCheck } from './check.mjs';
import { withEndpoint } from './endpoint.mjs';
import { seconds } from './report.mjs';
import { ACCEPTANCE } from './repository.mjs';

const START_BAR_MS = 600;
const CACHED_BAR_MS = 2_000;
const KILLED_AT = 0.5;

export async function measureStart(options, report) {
  const { rounds, latencyMs } = options;
  await withEndpoint(latencyMs, async (endpoint) => {
    const least = { provider: 'bedrock', cases: 1, concurrency: 4, acceptance: ACCEPTANCE.least };
    const check = prepareCheck(options, endpoint, least);
    const before = [];
    for (let round = 0; round < 3 * rounds; round += 1) {
      check.forgetReplies();
      before.push((await check.run()).beforeMs);
    }
    report.section('Start of a check of 1 case');
    report.atMost('start to first call', median(before), START_BAR_MS, seconds);
  });
}

export async function measureCached(options, report) {
  const { cases, latencyMs } = options;
  await withEndpoint(latencyMs, async (endpoint) => {
    const repository = { provider: 'bedrock', cases, concurrency: 20, acceptance: ACCEPTANCE.everyKind };
    const check = prepareCheck(options, endpoint, repository);
    const first = await check.run();
    const again = await check.run();
    report.section(`The same check again, ${cases} cases, all replies kept`);
    report.exactly('calls', again.calls, 0);
    report.atMost('whole command', again.wallMs, CACHED_BAR_MS, seconds);
    report.exactly('same verdict and figures', judged(again) === judged(first), true);
  });
}

export async function measureResume(options, report) {
  const { cases, latencyMs } = options;
  await withEndpoint(latencyMs, async (endpoint) => {
    const repository = { provider: 'bedrock', cases, concurrency: 20, acceptance: ACCEPTANCE.untimed };
    const whole = await prepareCheck(options, endpoint, repository).run();
    const check = prepareCheck(options, endpoint, repository);
    await killHalfWay(check, endpoint, KILLED_AT * whole.calls);
    const kept = check.keptReplies();
    const resumed = await check.run();
    report.section(
      `Killed at ${KILLED_AT * 100} % of ${whole.calls} calls, with ${kept} replies kept, and started again`,
    );
    report.exactly('calls', resumed.calls, whole.calls - kept);
    report.exactly('same verdict and figures', judged(resumed) === judged(whole), true);
  });
}

async function killHalfWay(check, endpoint, calls) {
  await endpoint.forget();
  const child = check.start();
  child.stderr.resume();
  while ((await endpoint.served()).calls < calls) {
    if (child.exitCode !== null) throw new Error(`the check ended by itself, with exit code ${child.exitCode}`);
    await delay(5);
  }
  child.kill('SIGKILL');
  await once(child, 'exit');
  // Calls that the kill left without a client are answered all the same.
  await delay(200);
}

/** What a verdict says of the models, without times, money and calls of one run; as text, to compare. */
function judged({ verdict: read }) {
  const { verdict, migrations } = read();
  const timed = ({ metric }) => /^(latency|ttft)-/.test(metric);
  return JSON.stringify([
    verdict,
    migrations.map(({ findings, comparisons, lost, won, same }) => ({
      findings: findings.filter((finding) => !timed(finding)),
      comparisons: comparisons.filter((comparison) => !timed(comparison)),
      lost,
      won,
      same,
    })),
  ]);
}
