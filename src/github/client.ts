import { Octokit } from '@octokit/rest';
import type { Clock } from '../core/contracts/ports.ts';
import type { Redact } from '../core/redaction/secrets.ts';
import { keepResponse } from './large-answer.ts';
import { createPace } from './pace.ts';
import { patiently } from './patience.ts';

export interface GithubOptions {
  readonly token: string;
  /** Base address of the REST API: `GITHUB_API_URL`. */
  readonly apiUrl: string;
  readonly owner: string;
  readonly repo: string;
  /** What waits are measured by; the date is not asked. */
  readonly clock: Pick<Clock, 'monotonic' | 'sleep'>;
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
  readonly graphql: Octokit['graphql'];
  readonly owner: string;
  readonly repo: string;
  readonly token: string;
  readonly waitUnitMs: number;
  /** Login that the token writes as, once an answer has told it. */
  readonly login: { value: string | undefined };
}

const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Opens the API. Server errors and lost connections are tried again, but for requests with `retries: 0`; rate limits are waited
 * out within bounds; every attempt has a deadline, and those that write are a unit apart. No wait goes by the wall clock.
 */
export function githubClient(options: GithubOptions): GithubClient {
  const { clock, waitUnitMs = 1000 } = options;
  const octokit = new Octokit({
    auth: options.token,
    baseUrl: options.apiUrl,
    userAgent: 'changeover',
    log: { debug: silent, info: silent, warn: silent, error: silent },
    request: { fetch: boundedFetch(options) },
  });
  const pace = createPace({ clock, unitMs: waitUnitMs });
  octokit.hook.wrap('request', (request, call) => {
    const signal = anySignal([options.signal, call.request.signal]);
    const retries: unknown = call.request['retries'];
    return patiently(() => pace(call.method, signal, async () => await request(call)), {
      clock,
      unitMs: waitUnitMs,
      signal,
      notice: options.notice ?? silent,
      ...(typeof retries === 'number' ? { retries } : {}),
    });
  });
  return {
    rest: octokit.rest,
    paginate: octokit.paginate,
    graphql: octokit.graphql,
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

function boundedFetch({ signal, redact }: Pick<GithubOptions, 'signal' | 'redact'>): typeof fetch {
  return async (resource, init) => {
    const ends = anySignal([AbortSignal.timeout(REQUEST_TIMEOUT_MS), signal, init?.signal]);
    const body = typeof init?.body === 'string' && redact ? { body: redact(init.body) } : {};
    return keepResponse(await fetch(resource, { ...init, ...body, signal: ends }));
  };
}

function anySignal(signals: readonly unknown[]): AbortSignal {
  return AbortSignal.any(signals.filter((one) => one instanceof AbortSignal));
}
