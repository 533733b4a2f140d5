import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GithubContract, type Operation } from './contract.ts';
import { FaultPlan, type FeltFault, isFelt } from './faults.ts';
import type { Overrides } from './overrides.ts';
import { type Identity, isPermitted } from './tokens.ts';
import { type Answer, jsonAnswer, jsonOf, type Upstream } from './upstream.ts';

/** One request that a client sent. */
export interface LoggedRequest {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: unknown;
  readonly identity: string;
  readonly status: number;
}

/** A request or an answer that breaks GitHub's own description. */
export interface Violation {
  readonly operation: string;
  readonly errors: readonly string[];
}

/** A call that has passed the door: known operation, known token. */
export interface Call {
  readonly operation: Operation;
  readonly url: URL;
  readonly method: string;
  readonly body: unknown;
  readonly raw: Buffer;
  readonly identity: Identity;
}

const contract = new GithubContract();
const GRAPHQL = '/graphql';

/** The one query that is asked: who the token writes as, which any token may. */
function isViewerQuery(body: unknown): boolean {
  const { query } = (body ?? {}) as { readonly query?: unknown };
  return typeof query === 'string' && /^query \{ viewer \{ login \} \}$/.test(query);
}

/**
 * Stands in front of the emulator as GitHub's API would: refuses unknown tokens and missing permissions with GitHub's own
 * words, checks every request and every answer against GitHub's description, and injects faults on demand.
 */
export class GithubProxy {
  readonly requests: LoggedRequest[] = [];
  /** What clients sent wrongly. */
  readonly violations: Violation[] = [];
  /** What the stand-in answered wrongly: a gap of the harness, which would let a client's fault pass. */
  readonly answerViolations: Violation[] = [];
  readonly faults = new FaultPlan();
  readonly identities = new Map<string, Identity>();
  readonly #server: Server;
  #upstream: Upstream | undefined;
  #overrides: Overrides | undefined;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
  }

  static async listen(): Promise<GithubProxy> {
    const proxy = new GithubProxy();
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  connect(upstream: Upstream, overrides: Overrides): void {
    this.#upstream = upstream;
    this.#overrides = overrides;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks);
    const url = new URL(request.url ?? '/', this.url);
    const method = request.method ?? 'GET';
    const operation = contract.operationOf(method, url.pathname);
    const identity = this.identities.get(tokenOf(request));
    const body: unknown = raw.length > 0 ? JSON.parse(raw.toString('utf8')) : undefined;
    const name = operation?.id ?? (url.pathname === GRAPHQL ? 'graphql' : undefined);
    const fault = name === undefined ? undefined : this.faults.take(name);
    if (fault?.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    await fault?.meanwhile?.();
    const answer = await this.#answer(operation, identity, isFelt(fault) ? fault : undefined, {
      url,
      method,
      body,
      raw,
    });
    this.requests.push({
      operation: name ?? 'unknown',
      method,
      path: url.pathname,
      query: url.search,
      body,
      identity: identity?.login ?? 'nobody',
      status: answer === 'reset' ? 0 : answer.status,
    });
    if (answer === 'reset') response.destroy();
    else response.writeHead(answer.status, { ...answer.headers, 'x-github-request-id': 'TEST:1' }).end(answer.body);
  }

  async #answer(
    operation: Operation | undefined,
    identity: Identity | undefined,
    fault: FeltFault | undefined,
    request: Pick<Call, 'url' | 'method' | 'body' | 'raw'>,
  ): Promise<Answer | 'reset'> {
    if (request.url.pathname === GRAPHQL && isViewerQuery(request.body)) {
      if (fault !== undefined) return faultAnswer(fault);
      return identity === undefined
        ? BAD_CREDENTIALS
        : jsonAnswer(200, { data: { viewer: { login: identity.login } } });
    }
    if (operation === undefined) {
      const errors = [`no such operation in GitHub's API, or not in the trimmed description`];
      this.violations.push({ operation: `${request.method} ${request.url.pathname}`, errors });
      return jsonAnswer(404, { message: 'Not Found', documentation_url: DOCS, status: '404' });
    }
    const errors = contract.requestViolations(operation, request.url.searchParams, request.body);
    if (errors.length > 0) this.violations.push({ operation: operation.id, errors });
    if (fault !== undefined && fault.when !== 'after') return faultAnswer(fault);
    const refusal = refusalOf(operation, identity);
    if (refusal !== undefined || identity === undefined) return refusal ?? BAD_CREDENTIALS;
    const answer = await this.#handle({ ...request, operation, identity });
    this.#checkAnswer(operation, answer);
    return fault === undefined ? answer : faultAnswer(fault);
  }

  async #handle(call: Call): Promise<Answer> {
    if (this.#upstream === undefined || this.#overrides === undefined) throw new Error('the stand-in is not connected');
    const own = await this.#overrides.answer(call);
    if (own !== undefined) return own;
    const path = call.url.pathname + call.url.search;
    const answer = await this.#upstream.send(call.method, path, call.identity.upstream, call.raw);
    return this.#overrides.mend(call, answer);
  }

  #checkAnswer(operation: Operation, answer: Answer): void {
    const body = jsonOf(answer);
    if (body === undefined) return;
    const errors = contract.responseViolations(operation, answer.status, body);
    if (errors.length > 0) this.answerViolations.push({ operation: `${operation.id} ${answer.status}`, errors });
  }
}

const DOCS = 'https://docs.github.com/rest';
const BAD_CREDENTIALS = jsonAnswer(401, { message: 'Bad credentials', documentation_url: DOCS, status: '401' });

function tokenOf(request: IncomingMessage): string {
  return (request.headers.authorization ?? '').replace(/^(bearer|token)\s+/i, '').trim();
}

function refusalOf(operation: Operation, identity: Identity | undefined): Answer | undefined {
  if (identity === undefined) return BAD_CREDENTIALS;
  if (operation.id === 'users/get-authenticated' && identity.kind === 'bot') return NOT_BY_INTEGRATION;
  return isPermitted(identity, operation) ? undefined : NOT_BY_INTEGRATION;
}

const NOT_BY_INTEGRATION = jsonAnswer(403, {
  message: 'Resource not accessible by integration',
  documentation_url: DOCS,
  status: '403',
});

function faultAnswer(fault: FeltFault): Answer | 'reset' {
  if (fault.answer === 'reset') return 'reset';
  const body = fault.body ?? { message: `injected ${fault.answer}`, documentation_url: DOCS };
  return jsonAnswer(fault.answer, body, fault.headers);
}
