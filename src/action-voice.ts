import * as core from '@actions/core';
import type { Voice } from './commands/steps/voice.ts';
import { describeProblem } from './core/contracts/problem.ts';
import { logLines } from './report/github-log.ts';

/** At most one progress line in so many milliseconds: a log is read afterwards. */
const PROGRESS_EVERY_MS = 10_000;

/** News in the log of a workflow. Untrusted text cannot run a workflow command in it. */
export function actionVoice(now: () => number): Voice {
  let lastProgress = Number.NEGATIVE_INFINITY;
  const say = (text: string) => {
    for (const line of logLines(text)) core.info(line);
  };
  return {
    say,
    warn: (problem) => core.warning(logLines(describeProblem(problem)).join('\n')),
    progress(line) {
      if (now() - lastProgress < PROGRESS_EVERY_MS) return;
      lastProgress = now();
      say(line());
    },
    group: (title, work) => core.group(logLines(title).join(' '), work),
  };
}
