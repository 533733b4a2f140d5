import { digestOf } from '../contracts/digest.ts';
import { CRITICAL_CASES, type WaiverSubject } from '../contracts/waiver.ts';
import { waivableSubjects } from './waivable-subjects.ts';
import { waivedFinding } from './waiver-subject.ts';
import type { WaivableResult } from './waivers.ts';

/** What was seen of one application. */
export interface SeenFindings {
  /** How the digest of the evidence began. */
  readonly evidence: string;
  /** By key: figures of findings; `undefined` of a finding without one, and of a lost critical case. */
  readonly figures: ReadonlyMap<string, number | undefined>;
}

/** Hexadecimal digits by which applications, findings and cases are told apart. The head has no say in their names. */
const KEY_DIGITS = 8;
/** Of an evidence digest: enough that no other comparison of the same commit has it by chance. */
const EVIDENCE_DIGITS = 12;
/** Far finer than figures may differ and still count as the same. */
const FIGURE_DIGITS = 12;
const RESULT = /^([\da-f]{8}):([\da-f]{12})((?:,[\da-f]{8}(?::-?\d[\d.e+-]{0,30})?)*)$/;

/**
 * What results say of all that could be waived in them, short enough for the address in a commit status. A waiver in a comment
 * names no figure: it accepts what its author saw, which is what the head's status told when the comment was written.
 * `application:evidence,finding:figure,case…`, applications apart by `;`, names by the beginnings of their digests.
 *
 * @param room characters at most; what does not fit is left out, and cannot be waived in a comment.
 */
export function printSeen(results: readonly WaivableResult[], room = Number.POSITIVE_INFINITY): string {
  let printed = '';
  for (const result of results) {
    const head = `${keyOf(result.application)}:${result.evidence.slice(0, EVIDENCE_DIGITS)}`;
    let text = printed === '' ? head : `${printed};${head}`;
    for (const entry of entriesOf(result)) {
      if (text.length + 1 + entry.length > room) return printed;
      text += `,${entry}`;
      printed = text;
    }
  }
  return printed;
}

/** What was seen of an application; `undefined` where the text, which may be anybody's, names nothing of it. */
export function readSeen(seen: string, application: string): SeenFindings | undefined {
  const key = keyOf(application);
  const [, , evidence = '', entries = ''] =
    seen
      .split(';')
      .map((part) => RESULT.exec(part))
      .find((match) => match?.[1] === key) ?? [];
  if (entries === '') return undefined;
  const figures = entries
    .slice(1)
    .split(',')
    .map((entry) => entry.split(':'))
    .map(([name = '', figure]) => [name, figure === undefined ? undefined : Number(figure)] as const);
  return { evidence, figures: new Map(figures) };
}

/** Whether it was this evidence. */
export function isSeenEvidence({ evidence }: SeenFindings, digest: string): boolean {
  return digest.startsWith(evidence);
}

/** As much of a subject as was seen, with the figure that it had then; `undefined` when nothing of it was. */
export function seenSubject(
  subject: WaiverSubject,
  application: string,
  { figures }: SeenFindings,
): WaiverSubject | undefined {
  if (subject.kind === 'critical') {
    const caseIds = subject.caseIds.filter((caseId) => figures.has(keyOfCase(application, caseId)));
    return caseIds.length === 0 ? undefined : { kind: 'critical', caseIds };
  }
  const key = keyOfFinding(application, subject);
  return figures.has(key) ? waivedFinding(subject, figures.get(key)) : undefined;
}

function entriesOf(result: WaivableResult): readonly string[] {
  const { application, findings } = result;
  const metrics = [...new Set(findings.map(({ metric }) => metric)), CRITICAL_CASES];
  return metrics
    .flatMap((metric) => waivableSubjects(metric, result))
    .flatMap((subject) => {
      if (subject.kind === 'critical') return subject.caseIds.map((caseId) => keyOfCase(application, caseId));
      const { atWorst } = subject;
      const key = keyOfFinding(application, subject);
      return atWorst === undefined ? key : `${key}:${Number(atWorst.toPrecision(FIGURE_DIGITS))}`;
    });
}

function keyOfFinding(application: string, subject: Extract<WaiverSubject, { kind: 'finding' }>): string {
  const { metric, criterion, slice } = subject;
  return keyOf(application, metric, criterion, ...(slice === undefined ? [] : [slice]));
}

function keyOfCase(application: string, caseId: string): string {
  return keyOf(application, CRITICAL_CASES, caseId);
}

function keyOf(...names: readonly string[]): string {
  return digestOf(names).slice(0, KEY_DIGITS);
}
