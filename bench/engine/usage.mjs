// Preloaded into a process that is measured: writes what it used to the file that CHANGEOVER_BENCH_USAGE names.
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMb: (maxRSS * 1024) / 1e6 };
  writeFileSync(process.env.CHANGEOVER_BENCH_USAGE, JSON.stringify(usage));
});
