import { z } from 'zod';
import type { Trust } from '../core/contracts/trust.ts';
import type { GithubClient } from './client.ts';
import { calling, parseAnswer } from './errors.ts';
import { ACTIONS_BOT } from './identity.ts';
import { isRequired, RequiredWorkflows, type RunningWorkflow } from './required-workflow.ts';

/** Which status is asked about. */
export interface TrustQuestion {
  /** Branch that the pull request goes into. */
  readonly branch: string;
  /** Name of the status. */
  readonly context: string;
  /** The workflow that asks, where the runner says it. */
  readonly workflow?: RunningWorkflow;
}

const Rules = z.array(z.object({ type: z.string(), parameters: z.unknown().optional() }));
const StatusChecks = z.object({
  required_status_checks: z.array(z.object({ context: z.string(), integration_id: z.number().int().nullish() })),
});
const App = z.object({ id: z.number().int() });

type Rule = z.output<typeof Rules>[number];

/**
 * How much the commit status proves that this run has written: by whom it was written, and what the rulesets of the branch
 * demand, which any token may read. Older branch protection only administrators may read. Never rejects: what GitHub does
 * not say is unknown.
 */
export async function readTrust(client: GithubClient, question: TrustQuestion): Promise<Trust> {
  const login = client.login.value;
  try {
    const rules = await rulesOf(client, question.branch);
    if (await requiresWorkflow(client, rules, question.workflow)) return { level: 'A', because: 'workflow' };
    if (login === ACTIONS_BOT) return { level: 'B', because: 'token' };
    const sources = sourcesOf(rules, question.context);
    if (sources.length === 0) return { level: 'unknown', because: 'no-rule' };
    // All rules have to hold: one that pins the source is enough.
    const pinned = sources.filter((source) => source !== undefined);
    if (pinned.length === 0) return { level: 'B', because: 'any-source' };
    const app = await appOf(client, login);
    return pinned.some((source) => source === app) ? { level: 'A', because: 'app' } : UNREAD;
  } catch {
    return login === ACTIONS_BOT ? { level: 'B', because: 'token' } : UNREAD;
  }
}

const UNREAD: Trust = { level: 'unknown', because: 'unread' };

async function rulesOf(client: GithubClient, branch: string): Promise<readonly Rule[]> {
  const { owner, repo } = client;
  const { data } = await calling(`read the rules of ${branch}`, 'contents: read', () =>
    client.rest.repos.getBranchRules({ owner, repo, branch, per_page: 100, request: { retries: 0 } }),
  );
  return parseAnswer(Rules, data, `the rules of ${branch}`);
}

async function requiresWorkflow(
  client: GithubClient,
  rules: readonly Rule[],
  running: RunningWorkflow | undefined,
): Promise<boolean> {
  if (running === undefined) return false;
  const required = rules.flatMap(({ type, parameters }) => {
    const parsed = type === 'workflows' ? RequiredWorkflows.safeParse(parameters) : undefined;
    return parsed?.data?.workflows ?? [];
  });
  return await isRequired(client, running, required);
}

/** For each rule that requires the status: ID of the App that it must come from; `undefined`: from anybody. */
function sourcesOf(rules: readonly Rule[], context: string): readonly (number | undefined)[] {
  return rules.flatMap(({ type, parameters }) => {
    const required = type === 'required_status_checks' ? StatusChecks.safeParse(parameters) : undefined;
    if (required?.success !== true) return [];
    const checks = required.data.required_status_checks.filter((check) => check.context === context);
    return checks.map(({ integration_id }) => integration_id ?? undefined);
  });
}

/** ID of the App whose bot has this login; `undefined` when it is nobody's. */
async function appOf(client: GithubClient, login: string | undefined): Promise<number | undefined> {
  const [, app_slug] = /^(.+)\[bot\]$/.exec(login ?? '') ?? [];
  if (app_slug === undefined) return undefined;
  const { data } = await calling(`read the App ${app_slug}`, 'contents: read', () =>
    client.rest.apps.getBySlug({ app_slug, request: { retries: 0 } }),
  );
  return parseAnswer(App, data, `the App ${app_slug}`).id;
}
