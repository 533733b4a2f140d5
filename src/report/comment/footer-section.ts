import type { Trust } from '../../core/contracts/trust.ts';
import { code, joined, line, linkTo, paragraph, type Section, type Spans, text, tone } from '../document.ts';
import { attemptWords, redrawNote } from './attempts.ts';
import { commitSpans } from './links.ts';
import type { ReportInput } from './report-input.ts';

/** Digits of a digest that tell two apart at a glance; the whole is in the evidence. */
const DIGEST_DIGITS = 12;

/**
 * The last lines: whether it is another draw, how much the status proves, and which commits were measured with what, at which
 * attempt.
 */
export function footerSection({ verdict, links, trust }: ReportInput): Section {
  const { preview, underBase } = verdict;
  const digests = underBase?.digests ?? verdict.digests;
  const whose = underBase === undefined ? '' : 'proposed ';
  const parts: readonly Spans[] = [
    line`head ${commitSpans(verdict.head, links)}`,
    line`base ${commitSpans(verdict.base, links)}`,
    ...(verdict.source === verdict.base ? [] : [line`source ${commitSpans(verdict.source, links)}`]),
    ...(digests === undefined
      ? []
      : [
          line`${text(`${whose}suite`)} ${code(digests.suite.slice(0, DIGEST_DIGITS))}`,
          line`${text(`${whose}policy`)} ${code(digests.policy.slice(0, DIGEST_DIGITS))}`,
        ]),
    line`${text(attemptWords(verdict))}`,
    ...(preview ? [line`preview`] : []),
    ...(links.evidenceUrl === undefined ? [] : [linkTo(links.evidenceUrl, line`evidence`)]),
    ...(links.runUrl === undefined ? [] : [linkTo(links.runUrl, line`run`)]),
  ];
  const blocks = [
    { kind: 'rule' } as const,
    ...redrawNote(verdict),
    ...(trust === undefined ? [] : [paragraph([tone('muted', ...trustSpans(trust))])]),
    paragraph([tone('muted', ...joined(parts, ' · '))]),
  ];
  return { name: 'commits and digests', blocks, expendable: 1 };
}

/** What each ground means for whoever relies on the status. */
const TRUST_WORDS: Readonly<Record<Trust['because'], string>> = {
  app: 'the ruleset takes this status from its own App alone',
  workflow: 'a ruleset requires this very workflow',
  token: 'any workflow of this repository can post this status',
  'any-source': 'the ruleset takes this status from anybody, not from its App alone',
  'no-rule': 'no ruleset of this branch names this status',
  unread: 'GitHub did not say who may post this status',
};

function trustSpans({ level, because }: Trust): Spans {
  const more = level === 'A' ? '' : '; docs/security.md has the steps to level A';
  return line`${text(`Trust level ${level}: ${TRUST_WORDS[because]}${more}.`)}`;
}
