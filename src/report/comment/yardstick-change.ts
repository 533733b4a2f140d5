import { canonicalJson } from '../../core/contracts/digest.ts';
import type { Json } from '../../core/contracts/json.ts';
import type { CriterionKey, Price } from '../../core/contracts/yardstick.ts';
import type { CaseList, Direction, YardstickChange } from '../../core/contracts/yardstick-change.ts';
import { joined, line, type Spans, text, tone } from '../document.ts';
import { plural } from '../figures.ts';
import { fromTo, name } from '../names.ts';

const VALUE_LENGTH = 80;
const NAMES_LISTED = 3;

/** The members of the union that may be of this kind: some are of one of two. */
type Change<Kind, Member = YardstickChange> = Member extends { readonly kind: infer Kinds }
  ? Kind extends Kinds
    ? Member
    : never
  : never;
type Words = { readonly [Kind in YardstickChange['kind']]: (change: Change<Kind>) => Spans };

/** One change to what measures, in its own terms: `margin of accuracy 0.02 → 0.10 (looser)`. */
export function yardstickChangeSpans(change: YardstickChange): Spans {
  const words = (WORDS[change.kind] as (one: YardstickChange) => Spans)(change);
  const whose = 'application' in change && change.application !== undefined ? line`${name(change.application)}: ` : [];
  return [...whose, ...words, ...DIRECTIONS[change.direction]];
}

const DIRECTIONS: Readonly<Record<Direction, Spans>> = {
  looser: line` (${tone('bad', text('looser'))})`,
  stricter: line` (${tone('good', text('stricter'))})`,
  neutral: [],
  // What nobody can tell from the two sides is said once, below the list.
  other: [],
};

const WORDS: Words = {
  bound: (change) => {
    const [from, to] = sameDigits(change.from, change.to);
    return line`${criterion(change)} ${text(`${from} → ${to}`)}`;
  },
  'criterion-added': (change) => line`new ${criterion(change)} ${text(String(change.threshold))}${reported(change)}`,
  'criterion-removed': (change) =>
    line`${criterion(change)} ${text(String(change.threshold))} removed${reported(change)}`,
  'criterion-option': (change) =>
    line`${text(change.option)} of the ${criterion(change)}: ${values(change.from, change.to)}`,
  'alternative-added': ({ metrics, group }) => line`new ${text(alternatives(group))} on ${names(metrics)}`,
  'alternative-removed': ({ metrics, group }) => line`${text(alternatives(group))} on ${names(metrics)} removed`,
  'scorer-added': ({ scorer }) => line`new scorer ${name(scorer)}`,
  'scorer-removed': ({ scorer }) => line`scorer ${name(scorer)} removed`,
  'scorer-changed': ({ scorer, keys }) => line`scorer ${name(scorer)} judges otherwise: ${names(keys)}`,
  'cases-removed': ({ cases }) => line`${counted(cases, 'case')} removed${ids(cases)}`,
  'cases-added': ({ cases }) => line`${counted(cases, 'case')} added${ids(cases)}`,
  'expected-edited': ({ cases }) => line`${counted(cases, 'expected answer')} edited${ids(cases)}`,
  'cases-edited': ({ cases, fields }) => line`${counted(cases, 'case')} edited in ${names(fields)}${ids(cases)}`,
  'critical-removed': ({ cases }) => line`${text(plural(cases.count, 'case'))} no longer critical${ids(cases)}`,
  'critical-added': ({ cases }) => line`${text(plural(cases.count, 'case'))} now critical${ids(cases)}`,
  'deciding-scorers': ({ from, to }) =>
    line`whether a case passes is said by ${names(to)}, until now by ${names(from)}`,
  trials: ({ from, to }) => line`${text(`trials ${from} → ${to}`)}`,
  stop: ({ from, to }) => line`stop: ${fromTo(from, to)}`,
  'suite-file': ({ from, to }) => line`suite: ${fromTo(from, to, VALUE_LENGTH)}`,
  'suite-unread': ({ side }) =>
    side === 'proposed'
      ? line`the proposed suite could not be read, so what changes in it is not known`
      : line`the suite as it was could not be read, so what changes in it is not known`,
  'application-added': () => line`new application, with its own suite and criteria`,
  'application-removed': () => line`application removed, and with it all that measures it`,
  price: ({ model, from, to }) => line`price of ${name(model)}: ${fromTo(rates(from), rates(to), VALUE_LENGTH)}`,
  policy: ({ key, from, to }) => line`policy ${name(key)}: ${values(from, to)}`,
  'provider-added': ({ provider }) => line`new provider ${name(provider)}`,
  'provider-removed': ({ provider }) => line`provider ${name(provider)} removed`,
  provider: ({ provider, key, from, to }) =>
    key === 'file-sha256'
      ? line`recorded replies of ${name(provider)} changed`
      : line`provider ${name(provider)}, ${name(key)}: ${values(from, to)}`,
  owners: ({ role, added, removed }) =>
    line`owners${role === undefined ? [] : line` (${text(role)})`}: ${moves(added, removed)}`,
};

/** A bound by the name that people have for it, and within `any-of` which of the alternatives it is of. */
function criterion({
  key,
  metric,
  alternative,
}: {
  readonly key: CriterionKey;
  readonly metric: string;
  readonly alternative?: string;
}): Spans {
  const where = alternative === undefined ? [] : line` in alternative ${text(alternative)}`;
  return line`${text(key === 'max-drop' ? 'margin' : key)} of ${name(metric)}${where}`;
}

function reported({ enforce }: Change<'criterion-added'>): Spans {
  return enforce === 'report' ? line`, which only reports` : [];
}

function alternatives(group: boolean): string {
  return group ? 'group of alternatives' : 'alternative';
}

/** With as many digits after the point as the longer of the two needs: `0.02` and `0.10`. */
function sameDigits(from: number, to: number): readonly [string, string] {
  const written = [String(from), String(to)];
  if (written.some((one) => !/^-?\d+(?:\.\d+)?$/.test(one))) return [String(from), String(to)];
  const digits = Math.max(...written.map((one) => one.split('.')[1]?.length ?? 0));
  return [from.toFixed(digits), to.toFixed(digits)];
}

function values(from: Json | undefined, to: Json | undefined): Spans {
  return fromTo(inOneLine(from), inOneLine(to), VALUE_LENGTH);
}

function inOneLine(value: Json | undefined): string | undefined {
  return value === undefined || typeof value === 'string' ? value : canonicalJson(value);
}

function rates(price: Price | undefined): string | undefined {
  return price && canonicalJson(price);
}

/** `3 cases`, and of them how many are critical. */
function counted({ count, critical }: CaseList, noun: string): Spans {
  return [text(critical === 0 ? plural(count, noun) : `${plural(count, noun)} (${critical} critical)`)];
}

function ids({ ids: some, count }: CaseList): Spans {
  return line`: ${names(some, count)}`;
}

/** The first names of a list. `count`: of all that there are. */
function names(some: readonly string[], count = some.length): Spans {
  if (count === 0) return line`none`;
  const shown = some.slice(0, NAMES_LISTED).map((one) => [name(one)]);
  const more = count - shown.length;
  return more > 0 ? line`${joined(shown, ', ')} and ${text(String(more))} more` : joined(shown, ', ');
}

function moves(added: readonly string[], removed: readonly string[]): Spans {
  const parts = [
    ...(added.length === 0 ? [] : [line`${names(added)} added`]),
    ...(removed.length === 0 ? [] : [line`${names(removed)} removed`]),
  ];
  return joined(parts, '; ');
}
