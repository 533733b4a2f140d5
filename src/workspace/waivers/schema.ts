import { z } from 'zod';
import { CRITERION_KEYS } from '../../core/contracts/yardstick.ts';
import { isCalendarDay } from '../../core/governance/calendar-day.ts';
import { plainName, text } from '../configuration/schema-wiring.ts';

const MOST_WAIVERS = 500;
const LONGEST_REASON = 500;

const day = z.string().refine(isCalendarDay, 'must be a day of the calendar, written 2026-12-31');

const visible = (most: number) =>
  text(most).regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, 'must be one line without invisible characters');

const waiver = z
  .strictObject({
    application: plainName.describe('Name of the application.'),
    metric: plainName.describe('Name of the metric, or critical-cases.'),
    criterion: z.enum(CRITERION_KEYS).optional().describe('The bound that is not met. Not for critical-cases.'),
    slice: visible(200).optional().describe('The slice on which it is not met. Default: the whole suite.'),
    'at-worst': z
      .number()
      .optional()
      .describe('The worst figure that is accepted: target − source, the ratio, or for min and max the target’s own.'),
    cases: z
      .array(visible(200))
      .min(1)
      .max(1000)
      .optional()
      .describe('critical-cases only: IDs of the lost cases that are accepted.'),
    reason: visible(LONGEST_REASON)
      .regex(/^$|[\p{L}\p{N}]/u, 'must say why')
      .describe('Why it is accepted, in one line.'),
    owner: z
      .string()
      .regex(/^@[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, 'must be one person, written @name; a team cannot give a waiver')
      .describe('Who gives it.'),
    given: day.describe('Day on which it is given.'),
    expires: day.describe('Its last day, UTC.'),
    evidence: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'must be the digest of the evidence, 64 hexadecimal digits, as the comment shows it')
      .describe('Digest of the evidence that it excuses.'),
  })
  .describe('One exception.');

export type WrittenWaiver = z.output<typeof waiver>;

/** The one definition of `.github/changeover-waivers.yml`, keys as users write them. */
export const waiversSchema = z
  .strictObject({
    version: z.literal(1).describe('Version of this format.'),
    waivers: z.array(waiver).max(MOST_WAIVERS).describe('Exceptions, each with a name, a reason and an end.'),
  })
  .describe('Exceptions from acceptance criteria.');
