import { dirname } from 'node:path';
import { ChangeoverError } from '../../core/contracts/problem.ts';
import { allowanceOf, monthOf } from '../../core/policy/allowance.ts';
import { prepareDirectory } from '../../workspace/evidence/directory.ts';
import { addSpendingEntry, spentAccordingTo } from '../../workspace/spending-file.ts';
import { sessionName } from './kept-replies.ts';
import type { SpendingLedger } from './spending-ledger.ts';
import type { Surroundings } from './surroundings.ts';

interface FileLedgerOptions {
  /** Absent: this user has no folder for it. */
  readonly file?: string;
  /** Absolute path of the work tree: each has a month of its own. */
  readonly repository: string;
}

/** What a terminal's runs spend, in a file of the user's. A terminal has no pull request, so only the month is capped. */
export function fileLedger(
  { file, repository }: FileLedgerOptions,
  { clock, random, voice }: Pick<Surroundings, 'clock' | 'random' | 'voice'>,
): SpendingLedger {
  return {
    async open(policy) {
      if (policy.maxCostUsdPerPullRequest !== undefined) {
        voice.say('policy.max-cost-usd-per-pull-request does not apply: a terminal has no pull request.');
      }
      if (policy.maxCostUsdPerMonth === undefined) return undefined;
      if (file === undefined) throw nowhere();
      await prepareDirectory(dirname(file));
      const now = clock.date();
      const entry = { repository, month: monthOf(now), run: sessionName(now, random) };
      const { maxCostUsd, maxCostUsdPerMonth } = policy;
      const month = await spentAccordingTo(file, entry);
      const allowance = allowanceOf({ maxCostUsd, maxCostUsdPerMonth }, { month });
      if (allowance.usd > 0) await addSpendingEntry(file, { ...entry, usd: allowance.usd });
      return {
        allowance,
        async settle(usd) {
          if (allowance.usd > 0) await addSpendingEntry(file, { ...entry, usd });
        },
      };
    },
  };
}

function nowhere(): ChangeoverError {
  return new ChangeoverError({
    code: 'budget',
    message:
      'policy.max-cost-usd-per-month cannot be kept: this user has no folder where it could be written down what was spent.',
    side: 'yardstick',
    hint: 'Name a folder in CHANGEOVER_CACHE_DIR.',
  });
}
