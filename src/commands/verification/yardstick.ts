import type { Problem } from '../../core/contracts/problem.ts';
import type { Verdict } from '../../core/contracts/verdict.ts';
import type { Yardstick } from '../../core/contracts/yardstick.ts';
import { YARDSTICK_FILE } from '../../workspace/evidence/evidence-files.ts';
import { yardstickDigests, yardstickSeed } from '../../workspace/yardstick/digests.ts';
import { firstDifference } from '../steps/first-difference.ts';
import { disagreement } from './disagreement.ts';

/** Computes digests and seed of the yardstick anew, and holds the verdict to them. */
export function yardstickProblems(yardstick: Yardstick, verdict: Verdict): readonly Problem[] {
  const digests = yardstickDigests(yardstick);
  const expected = { digests, seed: yardstickSeed(digests), sha: yardstick.commit };
  const found = { digests: yardstick.digests, seed: yardstick.seed, sha: yardstick.commit };
  const inVerdict = { digests: verdict.digests, seed: found.seed, sha: verdict.yardstickSha };
  return [
    ...disagreement(YARDSTICK_FILE, firstDifference(found, expected)),
    ...disagreement('verdict.json, of the yardstick', firstDifference(inVerdict, found)),
  ];
}
