import type { ApplicationYardstick } from '../../contracts/yardstick.ts';
import { type LookSchedule, lookSchedule } from '../../plan/look-schedule.ts';
import { type RunProgress, runProgress } from '../../plan/run-progress.ts';
import type { Measurement } from '../measurement.ts';
import { sidesOf } from '../subject.ts';

/** A sequential evaluation of one application, as far as it is settled before the first call. */
export interface Setting extends Omit<Measurement, 'table'> {
  readonly schedule: LookSchedule;
}

/** Whether an application is evaluated sequentially. */
export function isSequential(application: ApplicationYardstick | undefined): application is ApplicationYardstick {
  return application?.suite.stop === 'sequential' && application.suite.cases.length > 0;
}

/** @throws RangeError when the yardstick's seed is not an unsigned integer. */
export function settingOf({ subject, application, yardstick }: Omit<Measurement, 'table'>): Setting {
  const schedule = lookSchedule(application.name, application.suite.cases, yardstick.seed);
  return { subject, application, yardstick, schedule };
}

/** How far the run is before its first call. */
export function progressOf({ subject, application, schedule }: Setting): RunProgress {
  const { cases, trials } = application.suite;
  return runProgress(schedule, cases.length, trials * sidesOf(subject).length);
}
