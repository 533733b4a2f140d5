import { parse } from 'yaml';

type Map = Readonly<Record<string, unknown>>;

interface Step {
  readonly job: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with: Map;
}

interface Workflow {
  readonly text: string;
  readonly triggers: readonly string[];
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, Map>>;
  readonly steps: readonly Step[];
}

/** One rule of a safe workflow: what breaks it, in words; nothing where it is kept. */
type Rule = (workflow: Workflow) => readonly string[];

/** Everything that a workflow's text breaks of the rules for the supply chain. */
export function faultsOf(text: string): readonly string[] {
  const workflow = workflowOf(text);
  return RULES.flatMap((rule) => rule(workflow));
}

/** The events that start a workflow. */
export function triggersOf(text: string): readonly string[] {
  return workflowOf(text).triggers;
}

/** `owner/name@sha # version` of every action that a workflow uses. */
export function pinsOf(text: string): readonly string[] {
  return [...text.matchAll(/^[\s-]*uses: *(\S.*)$/gm)].map(([, pin]) => (pin ?? '').trim());
}

function workflowOf(text: string): Workflow {
  const { on, permissions, jobs } = parse(text) as { on: unknown; permissions?: unknown; jobs: Record<string, Map> };
  const steps = Object.entries(jobs).flatMap(([job, { steps: written }]) =>
    ((written ?? []) as (Map & { with?: Map })[]).map((step) => ({ ...step, job, with: step.with ?? {} })),
  );
  return { text, triggers: triggersIn(on), permissions, jobs, steps };
}

function triggersIn(on: unknown): readonly string[] {
  if (typeof on === 'string') return [on];
  return Array.isArray(on) ? on.map(String) : Object.keys(on as Map);
}

const isOf = (step: Step, action: string) => step.uses?.startsWith(`${action}@`) === true;

const RULES: readonly Rule[] = [
  function grantsNothingToAllJobs({ permissions }) {
    return JSON.stringify(permissions) === '{}' ? [] : ['the workflow does not begin with `permissions: {}`'];
  },

  function everyJobNamesItsPermissions({ jobs }) {
    return Object.entries(jobs).flatMap(([name, { permissions }]) => {
      if (permissions === undefined) return [`job ${name} names no permissions`];
      return typeof permissions === 'object' ? [] : [`job ${name} takes permissions wholesale`];
    });
  },

  function everyPermissionHasAReason({ text }) {
    const granted = text.split('\n').filter((line) => /^ +[a-z-]+: (read|write)\b/.test(line));
    return granted.filter((line) => !/ # \S/.test(line)).map((line) => `no reason is given for ${line.trim()}`);
  },

  function everyJobEnds({ jobs }) {
    return Object.entries(jobs).flatMap(([name, job]) =>
      job['timeout-minutes'] === undefined ? [`job ${name} has no timeout-minutes`] : [],
    );
  },

  function actionsArePinned({ text }) {
    return pinsOf(text)
      .filter((pin) => !/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # \S/.test(pin))
      .map((pin) => `not pinned by a commit with its version: ${pin}`);
  },

  function checkoutsKeepNoToken({ steps }) {
    return steps
      .filter((step) => isOf(step, 'actions/checkout') && step.with['persist-credentials'] !== false)
      .map(({ job }) => `a checkout of job ${job} leaves its token behind`);
  },

  function nothingIsPutIntoScripts({ steps }) {
    // Not only what is untrusted: whether a value is, changes; `env:` does for all.
    return steps
      .filter(({ run }) => run?.includes('${{'))
      .map(({ job }) => `a script of job ${job} has a value put in`);
  },

  function installsRunNoScripts({ steps }) {
    return steps
      .flatMap(({ run }) => run?.split('\n') ?? [])
      .filter((line) => /\bnpm (ci|cit|install|i|it)\b/.test(line) && !line.includes('--ignore-scripts'))
      .map((line) => `an install runs the scripts of packages: ${line.trim()}`);
  },

  function headsAreDataWhereTokensCanWrite({ triggers, steps }) {
    if (!triggers.some((name) => PRIVILEGED.includes(name))) return [];
    return steps
      .filter(
        (step) =>
          isOf(step, 'actions/checkout') || /\bgit (fetch|clone|checkout)\b|gh pr checkout/.test(step.run ?? ''),
      )
      .map(({ job }) => `job ${job} checks out code beside a token that a pull request must not have`);
  },

  function releasesUseNoCache({ text, steps, triggers }) {
    const isRelease = triggers.includes('push') && /^ +tags:/m.test(text);
    if (!isRelease) return [];
    return steps
      .filter(
        (step) =>
          isOf(step, 'actions/cache') ||
          (isOf(step, 'actions/setup-node') && step.with['package-manager-cache'] !== false),
      )
      .map(({ job }) => `job ${job} of a release takes from a cache`);
  },
];

/** Events whose runs have secrets or a token that writes, and that a stranger can start. */
const PRIVILEGED = ['pull_request_target', 'workflow_run', 'issue_comment'];
