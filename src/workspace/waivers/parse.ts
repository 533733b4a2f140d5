import { throwIfAny } from '../../core/contracts/problem.ts';
import { CRITICAL_CASES, type Waiver, type WaiverSubject } from '../../core/contracts/waiver.ts';
import { waivedFinding } from '../../core/governance/waiver-subject.ts';
import { explainIssues } from '../configuration/explain-issues.ts';
import { openProblemLog, type ProblemLog } from '../configuration/problem-log.ts';
import { readYaml } from '../configuration/yaml-document.ts';
import type { Path } from '../configuration/yaml-takeover.ts';
import { type WrittenWaiver, waiversSchema } from './schema.ts';

const LIMITS = { characters: 256 * 1024, values: 20_000 };

/**
 * Reads committed waivers. `file` is their path in the repository, for messages. Whether a waiver is in force is not
 * decided here, only whether it can be understood. Throws a ChangeoverError with all problems of the text, each with line
 * and column: a waiver that cannot be read must not be taken for none.
 */
export function parseWaivers(text: string, file: string): readonly Waiver[] {
  const document = readYaml(text, file, LIMITS, 'config-syntax');
  const log = openProblemLog(document);
  const parsed = waiversSchema.safeParse(document.data);
  if (!parsed.success) {
    for (const one of explainIssues(parsed.error, document.data, waiversSchema)) log.add(one);
    throwIfAny(log.problems());
    throw parsed.error; // an issue without an explanation is still an error
  }
  const waivers = parsed.data.waivers.flatMap((written, index) => waiverOf(written, ['waivers', index], log) ?? []);
  throwIfAny(log.problems());
  return waivers;
}

/** One waiver; `undefined` when its keys do not fit together, which then is in the log. */
function waiverOf(written: WrittenWaiver, path: Path, log: ProblemLog): Waiver | undefined {
  const { application, reason, given, expires, evidence } = written;
  if (expires < given) {
    log.add({ path: [...path, 'expires'], message: `the waiver expires on ${expires}, before it was given` });
  }
  const subject = written.metric === CRITICAL_CASES ? lostCases(written, path, log) : findingOf(written, path, log);
  if (subject === undefined) return undefined;
  return {
    application,
    subject,
    reason,
    owner: written.owner.slice(1),
    given: `${given}T00:00:00Z`,
    expires,
    evidence,
    origin: { kind: 'file', place: log.placeOf(path) },
  };
}

function lostCases(written: WrittenWaiver, path: Path, log: ProblemLog): WaiverSubject | undefined {
  for (const key of ['criterion', 'slice', 'at-worst'] as const) {
    if (written[key] === undefined) continue;
    const message = `a waiver of ${CRITICAL_CASES} has no key "${key}"`;
    log.add({ path: [...path, key], part: 'key', message, hint: 'It names the lost cases that are accepted: cases.' });
  }
  if (written.cases !== undefined) return { kind: 'critical', caseIds: written.cases };
  const message = `a waiver of ${CRITICAL_CASES} needs the key "cases"`;
  log.add({ path, message, hint: 'List the IDs of the lost cases that are accepted; a further one is not excused.' });
  return undefined;
}

function findingOf(written: WrittenWaiver, path: Path, log: ProblemLog): WaiverSubject | undefined {
  const { metric, criterion, slice } = written;
  if (written.cases !== undefined) {
    const message = `only a waiver of ${CRITICAL_CASES} names cases`;
    log.add({ path: [...path, 'cases'], part: 'key', message, hint: 'Take the key out.' });
  }
  if (criterion === undefined) {
    const hint = 'Name the bound that is not met, such as criterion: max-drop, and its figure: at-worst.';
    log.add({ path, message: 'the waiver needs the key "criterion"', hint });
    return undefined;
  }
  return waivedFinding({ metric, criterion, slice }, written['at-worst']);
}
