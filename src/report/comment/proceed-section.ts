import { OWNER_ROLES } from '../../core/contracts/people.ts';
import type { Migration, Verdict, VerdictName } from '../../core/contracts/verdict.ts';
import { ownersOf } from '../../core/governance/ownership.ts';
import { code, heading, joined, line, list, type Section, type Spans, text } from '../document.ts';
import { formatEstimate } from '../figures.ts';
import { name } from '../names.ts';
import { clip } from '../untrusted.ts';
import { LAYER_WORDS } from '../wording.ts';
import { placeSpans } from './links.ts';
import type { ReportInput } from './report-input.ts';

const COMMAND_LENGTH = 400;

/** What the reader does next: by verdict, then how to roll back, then how to run the same in a terminal. */
export function proceedSection(input: ReportInput): Section {
  const { verdict } = input;
  const items = [
    ...(verdict.uncovered.length > 0 ? [UNCOVERED_STEP] : []),
    ...NEXT_STEPS[verdict.verdict](input),
    ...rollbackItems(input),
    ...(verdict.verdict === 'not-applicable'
      ? []
      : [line`Run the same in a terminal: ${code(clip(input.reproduce, COMMAND_LENGTH))}`]),
  ];
  return {
    name: 'how to proceed',
    blocks: items.length === 0 ? [] : [heading(3, line`How to proceed`), list(items)],
    expendable: 8,
  };
}

const UNCOVERED_STEP = line`Give the uncovered model an application (its layers and a suite) in the configuration on the base branch, or set ${code('policy.on-uncovered: warn')} there.`;

const NEXT_STEPS: Readonly<Record<VerdictName, (input: ReportInput) => readonly Spans[]>> = {
  pass: ({ verdict }) =>
    verdict.mode === 'observe' || verdict.preview ? [] : [line`Nothing blocks: this change can be merged.`],
  waived: ({ verdict }) =>
    verdict.reason.kind === 'break-glass'
      ? [AFTER_GLASS_STEP]
      : [line`Nothing blocks for now; a waiver ends on its date.`],
  'not-applicable': () => [],
  fail: ({ verdict }) => (verdict.migrations.some(({ verdict: one }) => one === 'fail') ? FAIL_STEPS : []),
  inconclusive: inconclusiveSteps,
  invalid: (input) => [
    line`Mend what is listed above and push, or run the job again when the cause lies outside the repository.`,
    ...(mayBreakGlass(input) ? [GLASS_STEP] : []),
  ],
};

const GLASS_STEP = line`If it cannot wait until the provider is back: an owner of all roles may let it pass for a day, with ${code('/changeover break-glass because REASON')} in a new comment.`;
const AFTER_GLASS_STEP = line`Nothing blocks for now, and nothing was compared: evaluate again once the provider is back.`;

/** Where an outage is all that is wrong, and every role is somebody's. */
function mayBreakGlass({ verdict, yardstick }: ReportInput): boolean {
  const invalid = verdict.migrations.filter((migration) => migration.verdict === 'invalid');
  const owners = [yardstick?.policy.owners ?? []];
  const isOutage = invalid.length > 0 && invalid.every(({ outage }) => outage === true);
  return isOutage && verdict.problems.length === 0 && OWNER_ROLES.every((role) => ownersOf(role, owners).length > 0);
}

const FAIL_STEPS: readonly Spans[] = [
  line`Start with the lost cases: carry the prompt over to the target model, or keep the source. Every push is evaluated.`,
  line`A bound that is too strict is changed on the base branch first: a pull request cannot change what measures it.`,
];

const SAMPLE_STEP = line`Mark the pull request as ready for review: then every case is evaluated, and decides. ${code('policy.on-draft: full')} on the base branch evaluates drafts so, too.`;
const NOT_REACHED_STEP = line`No case of the suite reaches what changed in the prompt, so nothing was called: the replies would have been the same. Add a case that reaches it to the suite on the base branch.`;

const HELD_STEP = line`Ask an owner for an approving review of this head; the verdict follows as soon as it is there.`;

function inconclusiveSteps(input: ReportInput): readonly Spans[] {
  const { approval } = input.verdict;
  if (approval !== undefined && !approval.approved && input.verdict.migrations.length === 0) return [HELD_STEP];
  const reasons = input.verdict.migrations.flatMap(({ verdict, reason }) => (verdict === 'inconclusive' ? reason : []));
  const isNotReached = reasons.some((reason) => reason.kind === 'not-evaluated' && reason.what === 'not-reached');
  return [
    ...(reasons.some(({ kind }) => kind === 'sample') ? [SAMPLE_STEP] : []),
    ...(isNotReached ? [NOT_REACHED_STEP] : []),
    ...(reasons.some(({ kind }) => kind !== 'sample' && kind !== 'not-evaluated') ? tooCloseSteps(input) : []),
  ];
}

function tooCloseSteps({ verdict, yardstick }: ReportInput): readonly Spans[] {
  const more = verdict.migrations
    .flatMap(({ findings }) => findings)
    .flatMap(({ status, enforce, cause }) =>
      status === 'inconclusive' && enforce === 'block' && cause?.kind === 'needs-more-cases' ? [cause.more] : [],
    );
  const files = new Set((yardstick?.applications ?? []).map(({ suite }) => suite.file));
  const where = files.size === 1 ? line` to ${name([...files][0] ?? '', 100)}` : [];
  const number =
    more.length === 0 ? line`more cases` : line`about ${text(formatEstimate(Math.max(...more)))} more cases`;
  return [
    ...(isFutile(verdict) ? [FUTILE_STEP] : []),
    line`The figures neither clear the bound nor break it. Add ${number}${where} on the base branch, or widen the bound there.`,
  ];
}

const FUTILE_STEP = line`The run stopped because the cases to come would hardly have shown that the bound is met: the target looks too close to it, or beyond. ${code('suite.stop: fixed')} on the base branch evaluates them all the same.`;

function isFutile({ migrations }: Verdict): boolean {
  return migrations.some(({ verdict, stopping }) => verdict === 'inconclusive' && stopping?.why === 'futile');
}

/** What a revert puts back, from what is known to exist: the source's own values at their places. */
function rollbackItems({ verdict, links }: ReportInput): readonly Spans[] {
  const restored = verdict.migrations
    .filter((one) => one.kind === 'changed' && one.changed.length > 0)
    .slice(0, 5)
    .map((migration) => restoredLayers(migration, verdict, links));
  if (restored.length === 0) return [];
  return [line`Rollback after a merge: revert this pull request, which restores ${joined(restored, '; ')}.`];
}

function restoredLayers(migration: Migration, verdict: Verdict, links: ReportInput['links']): Spans {
  const model = migration.changed.find(({ layer }) => layer === 'model');
  const others = migration.changed.filter(({ layer }) => layer !== 'model').map(({ layer }) => LAYER_WORDS[layer]);
  const place = model?.source?.places[0];
  const modelWords =
    model === undefined || migration.source === undefined
      ? []
      : [
          line`the source model ${name(migration.source.model)}${place === undefined ? [] : line` (${placeSpans(place, verdict.source, links)})`}`,
        ];
  const otherWords = others.length === 0 ? [] : [line`the ${text(others.join(', '))}`];
  return line`${joined([...modelWords, ...otherWords], ' and ')} of ${name(migration.application)}`;
}
