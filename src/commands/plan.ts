import type { Configuration } from '../core/contracts/configuration.ts';
import { isJsonObject } from '../core/contracts/json.ts';
import type { ApplicationPlanReport, PlanReport } from '../core/contracts/plan.ts';
import type { Yardstick } from '../core/contracts/yardstick.ts';
import { describeConfiguration } from '../workspace/configuration/describe.ts';
import { askBeforehand } from './steps/ask-beforehand.ts';
import { type Beforehand, estimateRun, NOTHING_KNOWN, planApplication, squeezeOf } from './steps/estimate-run.ts';
import { type LocalSides, localSides } from './steps/local-sides.ts';
import { type Preparation, prepare } from './steps/prepare.ts';
import type { ReplyFolder } from './steps/reply-folder.ts';
import { runScope } from './steps/run-scope.ts';
import type { Surroundings } from './steps/surroundings.ts';

export interface PlanRequest extends LocalSides {
  readonly config: string;
  /** Where replies are kept from run to run; absent: nowhere. */
  readonly replies?: ReplyFolder;
}

/**
 * What a check would do, without a call of a model; only the counters of tokens are asked, where there are credentials for
 * them. Throws a ChangeoverError when the two sides cannot be read.
 */
export async function plan(request: PlanRequest, surroundings: Surroundings): Promise<PlanReport> {
  const sides = await localSides(request, surroundings.environment);
  const preparation = await prepare(sides, { config: request.config, allowPreview: true }, surroundings);
  const { configurations, policy } = preparation;
  const known = await knownOf(preparation, request, surroundings);
  const applications = applicationPlans(preparation, known);
  const { maxMinutes, maxCostUsd: capUsd } = policy;
  const yardstick = preparation.yardstick ?? { providers: [] };
  return {
    base: sides.base,
    head: sides.target,
    preview: configurations.preview,
    applications,
    uncovered: preparation.changes.uncovered.length,
    ...estimateRun(applications, yardstick, known),
    capUsd,
    ...squeezeOf(applications, yardstick, { kept: known.kept, capUsd }),
    ...(maxMinutes === undefined ? {} : { maxMinutes }),
    configuration: describeConfiguration(inUse(preparation)),
    problems: [...preparation.problems, ...preparation.judged.flatMap(({ problems }) => problems)],
    warnings: preparation.judged.flatMap(({ warnings }) => warnings),
  };
}

async function knownOf(
  preparation: Preparation,
  { replies }: PlanRequest,
  surroundings: Surroundings,
): Promise<Beforehand> {
  const { yardstick, recordings } = preparation;
  if (yardstick === undefined) return NOTHING_KNOWN;
  const { subjects } = runScope(preparation, false);
  return askBeforehand(
    { yardstick, subjects, recordings, ...(replies === undefined ? {} : { replies }) },
    surroundings,
  );
}

/**
 * The base's configuration as a check uses it. Of the built-in providers only those that a changed application calls: the
 * others would bury what the user wrote. How a suite ends goes by its size where it is not written: of those that were read
 * it is said.
 */
function inUse({ configurations: { base }, changes, yardstick }: Preparation): Configuration {
  const written = isJsonObject(base.document['providers']) ? Object.keys(base.document['providers']) : [];
  const called = changes.applications.flatMap(({ source, target }) => [source?.provider, target?.provider]);
  const shown = new Set([...written, ...called]);
  const read = new Map<string, 'fixed' | 'sequential'>(
    yardstick?.applications.map(({ name, suite }) => [name, suite.stop ?? 'fixed']),
  );
  const applications = base.applications.map((one): Configuration['applications'][number] => {
    const stop = one.suite.stop ?? read.get(one.name);
    return stop === undefined ? one : { ...one, suite: { ...one.suite, stop } };
  });
  return { ...base, applications, providers: base.providers.filter(({ name }) => shown.has(name)) };
}

function applicationPlans(preparation: Preparation, known: Beforehand): readonly ApplicationPlanReport[] {
  const { changes, yardstick } = preparation;
  return changes.applications
    .filter(({ kind }) => kind !== 'unchanged' && kind !== 'absent')
    .map(({ application, kind, changed }) => ({
      application,
      kind,
      changed: changed.map(({ layer }) => layer),
      ...(yardstick === undefined ? UNMEASURED : measured(application, preparation, yardstick, known)),
    }));
}

const UNMEASURED = { cases: 0, trials: 0, sides: [], detectability: [] } as const;

type Measured = Omit<ApplicationPlanReport, 'application' | 'kind' | 'changed'>;

function measured(name: string, preparation: Preparation, yardstick: Yardstick, known: Beforehand): Measured {
  const { subjects, unsent } = runScope(preparation, false);
  const why = unsent.get(name);
  if (why !== undefined) return { ...UNMEASURED, unsent: why };
  const subject = subjects.find(({ application }) => application.name === name);
  if (subject === undefined) return UNMEASURED;
  const { application: _name, ...plan } = planApplication(subject, yardstick, known);
  return plan;
}
