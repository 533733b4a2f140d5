/**
 * What a process needs in its environment for its own time limits to be twenty times as long. How long it waits for GitHub,
 * for what earlier runs kept or for a count of tokens is meant for a machine of its own; here it shares one with other tests.
 */
export function longLimits(): Readonly<Record<string, string>> {
  const preload = `
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    AbortSignal.timeout = (milliseconds) => timeout(20 * milliseconds);
  `;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}` };
}
