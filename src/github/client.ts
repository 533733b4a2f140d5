import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import type { Redact } from '../core/redaction/secrets.ts';
import { keepResponse } from './large-answer.ts';

export interface GithubOptions {
  readonly token: string;
  /** Base address of the REST API: `GITHUB_API_URL`. */
  readonly apiUrl: string;
  readonly owner: string;
  readonly repo: string;
  /** Aborts requests and waits. */
  readonly signal?: AbortSignal;
  /** Applied to the body of every request; absent: nothing is redacted. */
  readonly redact?: Redact;
  /** Told in one sentence when GitHub makes us wait. */
  readonly notice?: (sentence: string) => void;
  /** Milliseconds of one unit of waiting; 1000 but in tests. */
  readonly waitUnitMs?: number;
}

/** GitHub's REST API for one repository. */
export interface GithubClient {
  readonly rest: Octokit['rest'];
  readonly paginate: Octokit['paginate'];
  readonly owner: string;
  readonly repo: string;
  readonly token: string;
  readonly waitUnitMs: number;
  /** Login that the token writes as, once an answer has told it. */
  readonly login: { value: string | undefined };
}

const REQUEST_TIMEOUT_MS = 30_000;
/** Of requests that may be repeated; waits of 1, 4 and 9 units. */
const RETRIES = 3;
/** Longest wait, in seconds, that GitHub may ask for; a job must end rather than sleep through its hour. */
const LONGEST_WAIT = 90;
const MOST_WAITS = 2;

const ThrottledOctokit = Octokit.plugin(retry, throttling);
let clients = 0;

/**
 * Opens the API. Server errors and lost connections of repeatable requests are tried again; rate limits are waited out within
 * bounds; every attempt has a deadline.
 */
export function githubClient(options: GithubOptions): GithubClient {
  const waitUnitMs = options.waitUnitMs ?? 1000;
  const waitOut = waitWithinBounds(options.notice ?? (() => undefined));
  clients += 1;
  const octokit = new ThrottledOctokit({
    auth: options.token,
    baseUrl: options.apiUrl,
    userAgent: 'changeover',
    log: { debug: silent, info: silent, warn: silent, error: silent },
    request: { fetch: boundedFetch(options) },
    retry: { retries: RETRIES, retryAfterBaseValue: waitUnitMs },
    throttle: {
      id: `client-${clients}`,
      retryAfterBaseValue: waitUnitMs,
      onRateLimit: waitOut,
      onSecondaryRateLimit: waitOut,
    },
  });
  return {
    rest: octokit.rest,
    paginate: octokit.paginate,
    owner: options.owner,
    repo: options.repo,
    token: options.token,
    waitUnitMs,
    login: { value: undefined },
  };
}

function silent(): void {
  // Octokit would write to the console; what matters reaches the caller as an error or a notice.
}

type LimitHandler = (retryAfter: number, options: object, octokit: unknown, retryCount: number) => boolean;

function waitWithinBounds(notice: (sentence: string) => void): LimitHandler {
  return (retryAfter, _options, _octokit, retryCount) => {
    const willWait = retryAfter <= LONGEST_WAIT && retryCount < MOST_WAITS;
    if (willWait) notice(`GitHub's rate limit: waiting ${retryAfter} s.`);
    return willWait;
  };
}

function boundedFetch({ signal, redact }: Pick<GithubOptions, 'signal' | 'redact'>): typeof fetch {
  return async (resource, init) => {
    const ends = [AbortSignal.timeout(REQUEST_TIMEOUT_MS), signal, init?.signal].filter(
      (one) => one instanceof AbortSignal,
    );
    const body = typeof init?.body === 'string' && redact ? { body: redact(init.body) } : {};
    return keepResponse(await fetch(resource, { ...init, ...body, signal: AbortSignal.any(ends) }));
  };
}
