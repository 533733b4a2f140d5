// Peak memory of a check by the number of its cases.

import { prepareCheck } from './check.mjs';
import { withEndpoint } from './endpoint.mjs';
import { megabytes, seconds } from './report.mjs';
import { ACCEPTANCE } from './repository.mjs';

const BAR_MB = 60;
const LATENCY_MS = 1;
const CONCURRENCY = 100;

export async function measureMemory(options, report) {
  const { cases, manyCases } = options;
  await withEndpoint(LATENCY_MS, async (endpoint) => {
    const peakWith = async (count) => {
      const repository = {
        provider: 'bedrock',
        cases: count,
        concurrency: CONCURRENCY,
        acceptance: ACCEPTANCE.everyKind,
      };
      const { peakMb, callsMs, cpuMs } = await prepareCheck(options, endpoint, repository).run();
      return { peakMb, row: [String(count), megabytes(peakMb), seconds(callsMs), seconds(cpuMs)] };
    };
    const few = await peakWith(cases);
    const many = await peakWith(manyCases);
    report.section(`Peak memory by the number of cases, ${CONCURRENCY} at once`);
    report.table(['cases', 'peak', 'calls', 'CPU'], [few.row, many.row]);
    report.atMost(`${manyCases} cases − ${cases} cases`, many.peakMb - few.peakMb, BAR_MB, megabytes);
  });
}
