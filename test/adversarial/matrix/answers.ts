import type { Fault } from '../../support/github/faults.ts';
import type { Scripted } from '../../support/model-servers/script.ts';
import type { Danger } from '../table/dangers.ts';

/** One bad answer, by whomever it is given. */
export interface BadAnswer {
  readonly danger: Danger;
  /** Absent: GitHub never answers so. */
  readonly github?: Pick<Fault, 'answer' | 'headers' | 'body'>;
  /** Absent: no provider answers so. */
  readonly model?: Scripted;
}

const SECOND = { 'retry-after': '1' };

/** Answers that one request gets; the same request gets a proper one when it is repeated. */
export const BAD_ANSWERS = {
  '429': {
    danger: 'F1',
    github: { answer: 429, headers: SECOND, body: { message: 'API rate limit exceeded.' } },
    model: { status: 429, headers: SECOND },
  },
  '5xx': { danger: 'F2', github: { answer: 502 }, model: { status: 503 } },
  'too slow': { danger: 'F3', model: { connection: 'drip' } },
  reset: { danger: 'F4', github: { answer: 'reset' }, model: { connection: 'reset' } },
  'half of it': { danger: 'F5', model: { connection: 'reset-mid-body' } },
  malformed: { danger: 'F6', github: { answer: 200, body: { surprise: true } }, model: { bytes: '{"output":{"mess' } },
  '404': {
    danger: 'F7',
    github: { answer: 404, body: { message: 'Not Found' } },
    model: { status: 404, type: 'ResourceNotFoundException' },
  },
  '403 permission': {
    danger: 'F11',
    github: { answer: 403, body: { message: 'Resource not accessible by integration' } },
    model: { status: 403 },
  },
  '401': {
    danger: 'F8',
    github: { answer: 401, body: { message: 'Bad credentials' } },
    model: { status: 401, type: 'UnrecognizedClientException' },
  },
  'secondary rate limit': {
    danger: 'F9',
    github: { answer: 403, headers: SECOND, body: { message: 'You have exceeded a secondary rate limit.' } },
  },
} as const satisfies Readonly<Record<string, BadAnswer>>;
