import { join } from 'node:path';
import { openFolders } from '../workspace/repository/folders.ts';
import { type CheckResult, resultOf } from './check.ts';
import { evaluate } from './steps/evaluate.ts';
import { keepEvidence } from './steps/keep-evidence.ts';
import type { Surroundings } from './steps/surroundings.ts';

export interface DemoRequest {
  /** Folder with `base` and `head`: the example pull request. */
  readonly example: string;
  readonly evidenceDir: string;
}

/** Evaluates the example pull request from its recorded replies: no network, no keys. */
export async function demo({ example, evidenceDir }: DemoRequest, surroundings: Surroundings): Promise<CheckResult> {
  const evaluation = await evaluate(
    {
      async sides() {
        const { repository, base, head } = await openFolders({
          base: join(example, 'base'),
          head: join(example, 'head'),
        });
        return { repository, base, source: base, target: head };
      },
      named: { base: 'base', head: 'head' },
      config: '.github/changeover.yml',
      evidenceDir,
      allowPreview: false,
    },
    surroundings,
  );
  const plan = { evidenceDir, links: {}, reproduce: 'node dist/cli.js demo' };
  return resultOf(await keepEvidence(evaluation, plan, surroundings));
}
