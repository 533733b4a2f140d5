// Peak memory of a check by the number of its cases.
import { megabytes, seconds } from './bars.mjs';
import { prepareCheck } from './check.mjs';
import { withEndpoint } from './endpoint.mjs';
import { ACCEPTANCE } from './repository.mjs';

const BAR_MB = 60;
const LATENCY_MS = 1;
const CONCURRENCY = 100;

export async function measureMemory(options, bars) {
  const { cases, manyCases } = options;
  await withEndpoint(LATENCY_MS, async (endpoint) => {
    const peakWith = async (count) => {
      const repository = {
        provider: 'bedrock',
        cases: count,
        concurrency: CONCURRENCY,
        acceptance: ACCEPTANCE.everyKind,
      };
      const { peakMb, wallMs } = await prepareCheck(options, endpoint, repository).run();
      console.log(`  ${count} cases: peak ${megabytes(peakMb)}, ${seconds(wallMs)}`);
      return peakMb;
    };
    console.log(`\nPeak memory by the number of cases, ${CONCURRENCY} at once\n`);
    const few = await peakWith(cases);
    const many = await peakWith(manyCases);
    bars.atMost(`${manyCases} cases − ${cases} cases`, many - few, BAR_MB, megabytes);
  });
}
