import type { CalendarDay } from '../contracts/waiver.ts';

const DAY_MS = 86_400_000;
const FORMAT = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a text has the form `2026-12-31`; the day need not exist. */
export function looksLikeDay(text: string): boolean {
  return FORMAT.test(text);
}

/** Whether a text is a day of the calendar, as `2026-12-31`: the 30th of February is none. */
export function isCalendarDay(text: string): text is CalendarDay {
  if (!looksLikeDay(text)) return false;
  const start = Date.parse(`${text}T00:00:00Z`);
  // Some engines read the 30th of February as the 2nd of March.
  return Number.isFinite(start) && dayOf(start) === text;
}

/** The first millisecond of a day, UTC, since the epoch. */
export function startOfDay(day: CalendarDay): number {
  return Date.parse(`${day}T00:00:00Z`);
}

/** The first millisecond after a day, UTC, since the epoch: whatever lasts until the day has ended then. */
export function endOfDay(day: CalendarDay): number {
  return startOfDay(day) + DAY_MS;
}

/** The day, UTC, of a time in milliseconds since the epoch. */
export function dayOf(time: number): CalendarDay {
  return new Date(time).toISOString().slice(0, 10);
}

/** Days from one day to another; 0 for the same, negative backwards. */
export function daysBetween(from: CalendarDay, to: CalendarDay): number {
  return Math.round((startOfDay(to) - startOfDay(from)) / DAY_MS);
}

/** The day so many days later. */
export function daysAfter(day: CalendarDay, days: number): CalendarDay {
  return dayOf(startOfDay(day) + days * DAY_MS);
}
