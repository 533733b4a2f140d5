import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { listenForSignals } from '../src/terminal-signals.ts';

/** Sends signals at these milliseconds, and says what came of them. */
function heard(...signals: readonly (readonly [at: number, signal: NodeJS.Signals])[]) {
  const process = new EventEmitter();
  const news: string[] = [];
  let time = 0;
  const end = listenForSignals(process, {
    stop: (signal) => news.push(`stop by ${signal}`),
    endNow: (exitCode) => news.push(`end with ${exitCode}`),
    now: () => time,
  });
  for (const [at, signal] of signals) {
    time = at;
    process.emit(signal);
  }
  end();
  expect(process.eventNames()).toEqual([]);
  return news;
}

it.each(['SIGHUP', 'SIGINT', 'SIGTERM'] as const)('the first %s stops', (signal) => {
  expect(heard([1000, signal])).toEqual([`stop by ${signal}`]);
});

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('a later %s ends at once, whatever was the first', (signal, exitCode) => {
  for (const first of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
    expect(heard([0, first], [500, signal])).toEqual([`stop by ${first}`, `end with ${exitCode}`]);
  }
});

it('one Ctrl-C that arrives twice is one', () => {
  expect(heard([0, 'SIGINT'], [499, 'SIGINT'])).toEqual(['stop by SIGINT']);
});

it('a closed window never ends at once: the shell repeats what the system said', () => {
  expect(heard([0, 'SIGHUP'], [900, 'SIGHUP'])).toEqual(['stop by SIGHUP']);
});
