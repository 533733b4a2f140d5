/**
 * What a process needs in its environment for its monotonic clock to run so many times as fast; its timers keep their pace.
 * HTTP clients measure by this clock how long they wait for an answer, five minutes: at 20 times, a quarter of a minute.
 */
export function fastClock(times: number): Readonly<Record<string, string>> {
  const preload = `
    const now = performance.now.bind(performance);
    Object.defineProperty(performance, 'now', { value: () => now() * ${times} });
  `;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}` };
}
