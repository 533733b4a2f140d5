import { createDispatcher } from './dispatch.ts';
import { createRoutes } from './routes.ts';
import type { Run, RunSummary } from './run.ts';
import { openRunEnd } from './run-end.ts';
import { createRunRecord } from './run-record.ts';

/**
 * Runs planned cells and hands over exactly one observation for each: also for those that are never sent, because the run
 * was stopped, its time or the cost cap was over, a side's model is out of reach, or more cells have failed than a verdict
 * can bear. So every rate has the plan as its denominator.
 *
 * Cells start strictly in the given order, a slow or throttled model holding back the other: source and target of a case
 * stay neighbours in time, and drift hits both alike. Replies may complete out of order, except those of a recording.
 *
 * @throws what `requestOf`, `modelOf` or `onObservation` throw, after the calls in flight were aborted.
 */
export async function runCells(run: Run): Promise<RunSummary> {
  const end = openRunEnd(run);
  const routes = createRoutes(run);
  const record = createRunRecord(run, routes.reconsider);
  const dispatcher = createDispatcher(run, { end, routes, record });
  end.signal.addEventListener('abort', routes.reconsider, { once: true });
  try {
    for (const cell of run.cells) {
      if (end.faulted) break;
      await dispatcher.start(cell);
    }
  } catch (error) {
    end.fail(error);
  }
  await dispatcher.idle();
  end.close();
  return record.summary();
}
