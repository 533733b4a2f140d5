/**
 * What a process needs in its environment for its monotonic clock to run so many times as fast; its timers keep their pace.
 * Little more than 100 times, and the waits that HTTP clients measure by this clock are over before an answer can be there.
 */
export function fastClock(times: number): Readonly<Record<string, string>> {
  const preload = `
    const now = performance.now.bind(performance);
    Object.defineProperty(performance, 'now', { value: () => now() * ${times} });
  `;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}` };
}
