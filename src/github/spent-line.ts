import { z } from 'zod';

/** US dollars by calendar month of UTC, and under `earlier` what older months come to. */
export type Spent = Readonly<Record<string, number>>;

/** Characters that the line takes at most; a comment is rendered with as much room to spare. */
export const SPENT_LINE_ROOM = 400;

/** Months that are kept apart; older ones are added up, because a month that is over has no cap to keep any more. */
const MONTHS = 12;
const EARLIER = 'earlier';
const DIGITS = 4;

const OPENING = '<!-- changeover:spent';
const LINE = /^<!-- changeover:spent (\{.*\}) -->$/;
const SPENT = z
  .record(z.string().regex(/^(\d{4}-\d{2}|earlier)$/), z.number().min(0).max(1e9))
  .refine((spent) => Object.keys(spent).length <= MONTHS + 1);

/**
 * What a comment says was spent: its second line, and no other, because further down stands what others wrote. Nothing spent when
 * the line is not there; `undefined` when there is one that cannot be read.
 */
export function spentIn(body: string): Spent | undefined {
  const line = secondLine(body);
  if (!line.startsWith(OPENING)) return {};
  const [, json] = LINE.exec(line) ?? [];
  try {
    return json === undefined ? undefined : SPENT.parse(JSON.parse(json));
  } catch {
    return undefined;
  }
}

/** A comment with what was spent on its second line. */
export function withSpent(body: string, spent: Spent): string {
  return withSecondLine(body, lineOf(spent));
}

/** A new text of a comment that says of what was spent just what the old one says, readable or not. */
export function keepSpent(body: string, old: string): string {
  const line = secondLine(old);
  return line.startsWith(OPENING) ? withSecondLine(body, line) : body;
}

/** Adds dollars to a month, or takes them off; never below nothing. */
export function addSpent(spent: Spent, month: string, usd: number): Spent {
  return { ...spent, [month]: Math.max(0, (spent[month] ?? 0) + usd) };
}

/** Dollars of all months. */
export function totalSpent(spent: Spent): number {
  return Object.values(spent).reduce((sum, usd) => sum + usd, 0);
}

function lineOf(spent: Spent): string {
  const months = Object.keys(spent)
    .filter((key) => key !== EARLIER)
    .sort();
  const old = months.slice(0, -MONTHS);
  const earlier = old.reduce((sum, month) => sum + (spent[month] ?? 0), spent[EARLIER] ?? 0);
  const kept = months.slice(-MONTHS).map((month) => [month, roundedUp(spent[month] ?? 0)]);
  const entries = earlier > 0 ? [[EARLIER, roundedUp(earlier)], ...kept] : kept;
  return `<!-- changeover:spent ${JSON.stringify(Object.fromEntries(entries))} -->`;
}

/** A hundredth of a cent at most is lost to the cap, and none to the user's purse. */
function roundedUp(usd: number): number {
  const unit = 10 ** DIGITS;
  // Ten digits away from it lies only the noise of adding.
  return Math.ceil(Number((usd * unit).toFixed(6))) / unit;
}

function withSecondLine(body: string, line: string): string {
  const [marker = '', ...rest] = body.split('\n');
  return [marker, line, ...(secondLine(body).startsWith(OPENING) ? rest.slice(1) : rest)].join('\n');
}

function secondLine(body: string): string {
  return (body.split('\n', 2)[1] ?? '').trim();
}
