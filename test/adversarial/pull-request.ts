import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Evaluation, evaluate } from '../../src/commands/steps/evaluate.ts';
import type { Surroundings } from '../../src/commands/steps/surroundings.ts';
import type { Voice } from '../../src/commands/steps/voice.ts';
import type { Governance } from '../../src/core/contracts/governance.ts';
import { describeProblem } from '../../src/core/contracts/problem.ts';
import type { Verdict } from '../../src/core/contracts/verdict.ts';
import { stateOf } from '../../src/core/policy/status.ts';
import { createSecrets } from '../../src/core/redaction/secrets.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { openGit } from '../../src/workspace/repository/git.ts';
import { makeRepository, type TestRepository, type WorkTreeFiles } from '../support/git.ts';

export const CONFIG_FILE = '.github/changeover.yml';
export const CONFIGURATION = `version: 1
providers:
  recorded: { file: evals/recorded.jsonl }
applications:
  triage:
    provider: recorded
    model: { file: src/models.ts, const: TRIAGE_MODEL }
    system: prompts/triage.system.md
    prompt: prompts/triage.md
    suite: evals/triage.jsonl
`;

export const OLD_MODEL = 'gpt-4-0314';
/** Answers everything right, like the old one. */
export const GOOD_MODEL = 'gpt-4-0613';
/** Answers everything wrong. */
export const BAD_MODEL = 'gpt-4o';

const CASES = Array.from({ length: 100 }, (_, index) => ({ id: `case-${index}`, input: `Q${index}`, expected: 'yes' }));
const jsonLines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

function replies(model: string, output: string): readonly object[] {
  return CASES.map(({ input }) => ({ model, input: `Sort: ${input}`, output }));
}

export const BASE: WorkTreeFiles = {
  [CONFIG_FILE]: CONFIGURATION,
  'src/models.ts': `export const TRIAGE_MODEL = '${OLD_MODEL}';\n`,
  'prompts/triage.system.md': 'You sort tickets.\n',
  'prompts/triage.md': 'Sort: {{input}}\n',
  'evals/triage.jsonl': jsonLines(CASES),
  'evals/recorded.jsonl': jsonLines([
    ...replies(OLD_MODEL, 'yes'),
    ...replies(GOOD_MODEL, 'yes'),
    ...replies(BAD_MODEL, 'no'),
  ]),
};

/** What became of a pull request. */
export interface Outcome {
  readonly verdict: Verdict;
  /** The commit status that branch protection would see. */
  readonly state: string;
  /** Every problem in words. */
  readonly problems: readonly string[];
}

/** The commits of one pull request, by full SHA. */
export interface Commits {
  readonly base: string;
  readonly source: string;
  readonly target: string;
}

const SILENT: Voice = {
  say: () => undefined,
  warn: () => undefined,
  progress: () => undefined,
  group: <T>(_: string, work: () => Promise<T>) => work(),
};

/** A world without words. */
export const SURROUNDINGS: Surroundings = {
  environment: process.env,
  secrets: createSecrets(),
  clock: systemClock,
  random: () => 0.5,
  signal: new AbortController().signal,
  voice: SILENT,
};

/** Judges a pull request of a real git repository just as the gate does, short of publishing. */
export async function judge(
  repository: TestRepository,
  commits: Commits,
  said?: (head: string) => Governance,
): Promise<Outcome> {
  const evidenceDir = mkdtempSync(join(tmpdir(), 'changeover-evidence-'));
  const opened = await openGit(repository.root, process.env);
  if (!('git' in opened)) throw new Error(opened.unavailable.message);
  try {
    const { verdict }: Evaluation = await evaluate(
      {
        sides: async () => ({ repository: opened.git, ...commits }),
        named: { base: 'main', head: 'head' },
        config: CONFIG_FILE,
        evidenceDir,
        allowPreview: false,
        ...(said === undefined ? {} : { ask: async () => said(commits.target) }),
      },
      SURROUNDINGS,
    );
    const all = [...verdict.problems, ...verdict.migrations.flatMap((migration) => migration.problems)];
    return { verdict, state: stateOf(verdict), problems: all.map(describeProblem) };
  } finally {
    opened.git.close();
    rmSync(evidenceDir, { recursive: true, force: true });
  }
}

/**
 * Commits a base and a head on top of it, and judges the pull request between them. `said`: what people said of that head;
 * absent: nobody can be asked.
 */
export async function pullRequest(
  head: WorkTreeFiles,
  base: WorkTreeFiles = {},
  said?: (head: string) => Governance,
): Promise<Outcome> {
  const repository = makeRepository();
  try {
    const source = repository.commit({ ...BASE, ...base });
    const target = repository.commit(head);
    return await judge(repository, { base: source, source, target }, said);
  } finally {
    rmSync(repository.root, { recursive: true, force: true });
  }
}
