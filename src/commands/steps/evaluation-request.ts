import type { Governance } from '../../core/contracts/governance.ts';
import type { VerdictName } from '../../core/contracts/verdict.ts';
import type { GovernanceNeed } from '../../core/policy/governance-need.ts';
import type { Progress } from '../../engine/progress.ts';
import type { EvaluationState } from './evaluation-state.ts';
import type { Planned } from './pending-status.ts';
import type { Prepared } from './prepare.ts';
import type { ReplyFolder } from './reply-folder.ts';
import type { Commits, Sides } from './sides.ts';
import type { SpendingLedger } from './spending-ledger.ts';
import type { Surroundings } from './surroundings.ts';
import type { Stranger } from './without-access.ts';

/** What reading both sides gave. */
export interface ReadSides {
  readonly commits: Commits;
  readonly preparation: Prepared;
}

/** Observes what a preparation says is to be observed, into `state`. */
export type Measuring = (
  state: EvaluationState,
  request: EvaluationRequest,
  surroundings: Surroundings,
) => Promise<void>;

/** What is to be evaluated, and where the evidence goes. */
export interface EvaluationRequest {
  /** Opens both sides, and what it throws makes the verdict invalid; or what another job has read of them. */
  readonly sides: (() => Promise<Sides>) | ReadSides;
  /** Asks what people said; absent in a terminal, where nobody's word can be checked, and nobody's counts. */
  readonly ask?: (need: GovernanceNeed, sides: Sides) => Promise<Governance>;
  /** Verdicts that earlier runs reported of a comparison (`comparisonDigest`); absent where runs report nowhere. */
  readonly reported?: (comparison: string) => Promise<readonly VerdictName[]>;
  /** In place of calling the models: another job has called them. */
  readonly measure?: Measuring;
  /** What the verdict calls the two ends when the sides could not be opened. */
  readonly named: { readonly base: string; readonly head: string };
  /** Path of the configuration in the repository. */
  readonly config: string;
  readonly evidenceDir: string;
  /** Folder that the evidence must stay in, links included; absent in a terminal, where the user says where. */
  readonly evidenceRoot?: string;
  /** Where replies are kept from run to run; absent: none are, and every evaluation is a first attempt. */
  readonly replies?: ReplyFolder;
  /** In a terminal only: without a configuration at the base, the target's measures. */
  readonly allowPreview: boolean;
  /** The pull request is a draft: where the policy does not say otherwise, a sample of every suite is evaluated. */
  readonly draft?: boolean;
  /** Whose pull request it is, where that explains that there are no credentials for the models. */
  readonly stranger?: Stranger;
  /** Where it stands what runs spend together; absent: nowhere, and caps over several runs are not kept. */
  readonly ledger?: SpendingLedger;
  /** Runs before the first call is made. What it throws stops the evaluation. */
  readonly beforeFirstCall?: (work: Planned) => Promise<void>;
  /** Told after each reply how far the run is. */
  readonly onProgress?: (progress: Progress) => void;
}
