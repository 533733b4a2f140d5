import { describeProblem, type Problem } from '../core/contracts/problem.ts';
import type { Migration, Verdict } from '../core/contracts/verdict.ts';
import { casesSection, foldedCases } from './comment/cases-section.ts';
import { changedLayers, layerDiffs, otherChanges } from './comment/changes-section.ts';
import { comparisonTable, foldedFindings, sliceTable } from './comment/comparison-table.ts';
import { footerSection } from './comment/footer-section.ts';
import { heldSection } from './comment/held-section.ts';
import { problemsSection, warningsSection } from './comment/problems-section.ts';
import { proceedSection } from './comment/proceed-section.ts';
import type { ReportInput } from './comment/report-input.ts';
import { runSection } from './comment/run-section.ts';
import { servedNote } from './comment/served-note.ts';
import { spendingSection } from './comment/spending-section.ts';
import { stoppingNote } from './comment/stopping-note.ts';
import { applicationHeading, kindNote, verdictSection, worstFirst } from './comment/verdict-section.ts';
import { waiverEntrySection, waiversSection } from './comment/waivers-section.ts';
import { line, linkTo, type ReportDocument, type Section } from './document.ts';
import { COMMENT_LIMITS } from './fit.ts';
import { MARKER, renderMarkdown } from './markdown.ts';

/** What a pull request's comment, a step summary and a terminal say: one document, rendered three ways. */
export function reportDocument(input: ReportInput): ReportDocument {
  const { verdict, links } = input;
  const migrations = worstFirst(verdict.migrations);
  const sections: readonly Section[] = [
    verdictSection(verdict, migrations),
    ...problemsSection(verdict.problems, verdict, links, 3),
    ...heldSection(verdict),
    ...otherChanges(verdict, links),
    ...migrations.flatMap((migration, index) => applicationSections(migration, index, input)),
    proceedSection(input),
    ...waiverEntrySection(input),
    footerSection(input),
  ];
  return { sections: sections.filter(({ blocks }) => blocks.length > 0), wholeIsAt: wholeIsAt(input) };
}

/** One application, all that is open before the first fold. */
function applicationSections(migration: Migration, index: number, input: ReportInput): readonly Section[] {
  const { verdict, links, excerpts } = input;
  const several = verdict.migrations.length > 1;
  const level = several ? 4 : 3;
  const opening = [
    ...(several ? applicationHeading(migration) : []),
    ...kindNote(migration),
    ...servedNote(migration),
    ...stoppingNote(migration),
  ];
  const sections: readonly Section[] = [
    { name: 'application', blocks: opening, expendable: 9 },
    ...problemsSection(ownProblems(migration, verdict), verdict, links, level),
    ...spendingSection(migration, input, level),
    ...changedLayers(migration, verdict, links, level),
    ...comparisonTable(migration, level),
    ...waiversSection(migration, input, level),
    ...casesSection(migration, excerpts, level),
    ...foldedCases(migration, excerpts),
    ...foldedFindings(migration),
    ...sliceTable(migration),
    ...layerDiffs(migration),
    ...warningsSection(migration.warnings, verdict, links),
    ...runSection(migration, input, level),
  ];
  return several ? sections.map((one) => ofApplication(one, index)) : sections;
}

/** Those that are not told for all applications already; one cap is reached for all of them at once. */
function ownProblems({ problems }: Migration, verdict: Verdict): readonly Problem[] {
  const told = new Set(verdict.problems.map(describeProblem));
  const isCapTold = verdict.problems.some(({ code }) => code === 'budget');
  return problems.filter((problem) => !told.has(describeProblem(problem)) && !(isCapTold && problem.code === 'budget'));
}

/** Of several applications the first is the worst: the others give way before it does. */
function ofApplication(section: Section, index: number): Section {
  return { ...section, expendable: section.expendable + Math.min(index, 50) * 2 };
}

function wholeIsAt({ links }: ReportInput): ReportDocument['wholeIsAt'] {
  return linkTo(links.evidenceUrl ?? links.runUrl, line`the evidence of this run`);
}

/** Characters of the hidden line in which it is written down what a pull request's runs spent. */
export const HIDDEN_LINE_ROOM = 400;

/** Characters of the section that says what became of the last command; it is put into a comment that is there. */
export const COMMAND_SECTION_ROOM = 3000;

/** The comment's whole body: the marker on the first line, and with the hidden line and that section at most 65,536 characters. */
export function renderComment(input: ReportInput): string {
  const room = MARKER.length + 1 + HIDDEN_LINE_ROOM + COMMAND_SECTION_ROOM;
  const limits = { characters: COMMENT_LIMITS.characters - room, bytes: COMMENT_LIMITS.bytes - room };
  return `${MARKER}\n${renderMarkdown(reportDocument(input), limits)}`;
}
