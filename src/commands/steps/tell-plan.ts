import type { RunEstimate } from '../../core/contracts/plan.ts';
import type { Yardstick } from '../../core/contracts/yardstick.ts';
import { planLines } from '../../report/plan-lines.ts';
import type { OpenReplyStore } from '../../workspace/replies/open-store.ts';
import { countTokens } from './count-tokens.ts';
import { type Beforehand, estimateRun, NOTHING_KNOWN, planApplication, squeezeOf } from './estimate-run.ts';
import { keptShare } from './kept-share.ts';
import type { Subject } from './measure.ts';
import type { OpenModels } from './open-models.ts';
import { problemsOf } from './problems-of.ts';
import type { Surroundings } from './surroundings.ts';

/** Milliseconds that counting tokens may delay the first call. */
const COUNT_TIMEOUT_MS = 1_000;
/** Tokens are counted from this estimate on, by their length, in US dollars and as a share of the cap. */
const LEAST_COUNTED_USD = 0.1;
const COUNTED_SHARE = 0.2;

interface Told {
  readonly yardstick: Yardstick;
  readonly subjects: readonly Subject[];
  /** US dollars that the run may spend. */
  readonly capUsd: number;
  /** Absent: no replies are kept. */
  readonly store?: OpenReplyStore;
}

type Tools = Pick<Surroundings, 'voice' | 'signal'>;

/** Says in a few lines, before the first call, what the run takes and what it can tell. Never rejects. */
export async function tellPlan(told: Told, models: OpenModels, tools: Tools): Promise<void> {
  try {
    for (const line of await linesOf(told, models, tools)) tools.voice.say(line);
  } catch (error) {
    // What a run takes is news; not to know it is no reason not to run.
    tools.voice.warn(problemsOf(error)[0]);
  }
}

async function linesOf(
  { yardstick, subjects, capUsd, store }: Told,
  models: OpenModels,
  { signal }: Tools,
): Promise<readonly string[]> {
  const kept = store === undefined ? NOTHING_KNOWN.kept : await keptShare(subjects, { store, models, yardstick });
  const byLength = planned(subjects, yardstick, { ...NOTHING_KNOWN, kept });
  const { maxMinutes } = yardstick.policy;
  const plan = deservesCounting(byLength.estimate, capUsd)
    ? planned(subjects, yardstick, {
        kept,
        tokens: await countTokens(subjects, models, { signal, timeoutMs: COUNT_TIMEOUT_MS }),
      })
    : byLength;
  const squeeze = squeezeOf(plan.applications, yardstick, { kept, capUsd });
  return planLines({ ...plan, capUsd, ...squeeze, ...(maxMinutes === undefined ? {} : { maxMinutes }) });
}

function planned(subjects: readonly Subject[], yardstick: Yardstick, known: Beforehand) {
  const applications = subjects.map((subject) => planApplication(subject, yardstick, known));
  return { applications, estimate: estimateRun(applications, yardstick, known) };
}

/** Counting delays the first call: it is worth that where there is money at stake, and the cap not far. */
function deservesCounting({ costUsd = 0 }: RunEstimate, capUsd: number): boolean {
  return capUsd > 0 && costUsd >= Math.max(LEAST_COUNTED_USD, capUsd * COUNTED_SHARE);
}
