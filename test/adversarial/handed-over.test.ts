import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluatePlan } from '../../src/commands/split/evaluate-plan.ts';
import { planFileOf, sidesReadIn } from '../../src/commands/split/plan-file.ts';
import { takeObservations } from '../../src/commands/split/take-observations.ts';
import { evaluate } from '../../src/commands/steps/evaluate.ts';
import type { Measuring } from '../../src/commands/steps/evaluation-request.ts';
import { prepare } from '../../src/commands/steps/prepare.ts';
import { reportEvaluation } from '../../src/commands/steps/report-evaluation.ts';
import type { Sides } from '../../src/commands/steps/sides.ts';
import type { Observation } from '../../src/core/contracts/cell.ts';
import type { PlanFile } from '../../src/core/contracts/plan-file.ts';
import { ChangeoverError, describeProblem } from '../../src/core/contracts/problem.ts';
import { stateOf } from '../../src/core/policy/status.ts';
import { scoreObservation } from '../../src/core/scoring/score-observation.ts';
import { openJournal } from '../../src/workspace/evidence/journal.ts';
import { writeManifest } from '../../src/workspace/evidence/manifest.ts';
import { MOST_PLAN_BYTES, readPlan, writePlan } from '../../src/workspace/plan-file/plan-file.ts';
import { openGit } from '../../src/workspace/repository/git.ts';
import { makeRepository, type TestRepository, type WorkTreeFiles } from '../support/git.ts';
import { BAD_MODEL, BASE, CONFIG_FILE, GOOD_MODEL, SURROUNDINGS } from './pull-request.ts';
import { attack, BLOCKED, GREEN, HELD } from './table/attack.ts';

const model = (name: string): WorkTreeFiles => ({ 'src/models.ts': `export const TRIAGE_MODEL = '${name}';\n` });

/** One pull request, with what the job that evaluates leaves to the one that publishes. */
interface HandOver {
  readonly sides: Sides;
  readonly folder: string;
}

let repository: TestRepository;
let scratch: string;
let close: () => void;
let bad: HandOver;
let good: HandOver;

beforeAll(async () => {
  repository = makeRepository();
  scratch = mkdtempSync(join(tmpdir(), 'changeover-handed-over-'));
  const base = repository.commit(BASE);
  const badHead = repository.commit(model(BAD_MODEL));
  const goodHead = repository.commit(model(GOOD_MODEL));
  const opened = await openGit(repository.root, process.env);
  if (!('git' in opened)) throw new Error(opened.unavailable.message);
  close = () => opened.git.close();
  const sidesOf = (target: string): Sides => ({ repository: opened.git, base, source: base, target });
  bad = await handOver(sidesOf(badHead));
  good = await handOver(sidesOf(goodHead));
});

afterAll(() => {
  close();
  for (const path of [repository.root, scratch]) rmSync(path, { recursive: true, force: true });
});

async function handOver(sides: Sides, edit: (plan: PlanFile) => PlanFile = (plan) => plan): Promise<HandOver> {
  const folder = mkdtempSync(join(scratch, 'evidence-'));
  const preparation = await prepare(sides, { config: CONFIG_FILE, allowPreview: false }, SURROUNDINGS);
  // As plain data, so that an edit can spread what it does not change.
  const plan = JSON.parse(JSON.stringify(planFileOf(sides, preparation, false))) as PlanFile;
  const planSha256 = await writePlan(folder, edit(plan));
  const request = { workspace: scratch, evidenceDir: folder, planSha256, config: CONFIG_FILE, links: {} };
  await evaluatePlan(request, SURROUNDINGS);
  return { sides, folder };
}

function copyOf({ folder }: HandOver): string {
  const copy = mkdtempSync(join(scratch, 'copy-'));
  cpSync(folder, copy, { recursive: true });
  return copy;
}

/** What the job that publishes makes of a folder, and the first thing that it has to say. */
async function published(sides: Sides, evidenceDir: string) {
  const { verdict } = await evaluate(
    {
      sides: async () => sides,
      measure: takeObservations,
      named: { base: 'main', head: 'head' },
      config: CONFIG_FILE,
      evidenceDir,
      evidenceRoot: scratch,
      allowPreview: false,
    },
    SURROUNDINGS,
  );
  return { state: stateOf(verdict), told: verdict.problems.map(describeProblem).join('\n') };
}

type Tamper = (folder: string) => Promise<void> | void;

async function signed(folder: string): Promise<void> {
  const { files } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { files: object };
  await writeManifest(folder, Object.keys(files));
}

function editing(name: string, edit: (text: string) => string, isSigned = true): Tamper {
  return async (folder) => {
    const before = readFileSync(join(folder, name), 'utf8');
    const after = edit(before);
    expect(after).not.toBe(before);
    writeFileSync(join(folder, name), after);
    if (isSigned && name !== 'plan.json') await signed(folder);
  };
}

const json =
  (edit: (value: Record<string, unknown>) => object) =>
  (text: string): string =>
    JSON.stringify(edit(JSON.parse(text) as Record<string, unknown>));

const replacing = (sought: string | RegExp, replacement: string) => (text: string) => text.replace(sought, replacement);

const removing =
  (...names: readonly string[]): Tamper =>
  (folder) => {
    for (const name of names) rmSync(join(folder, name));
  };

const linked =
  (name: string): Tamper =>
  (folder) => {
    renameSync(join(folder, name), join(folder, `elsewhere-${name}`));
    symlinkSync(`elsewhere-${name}`, join(folder, name));
  };

const TAMPERED: readonly (readonly [string, Tamper, RegExp])[] = [
  [
    'an edited verdict',
    editing(
      'verdict.json',
      json((it) => ({ ...it, verdict: 'pass' })),
    ),
    /verdict/,
  ],
  ['an edited verdict, not signed anew', editing('verdict.json', replacing('"fail"', '"pass"'), false), /manifest/],
  ['edited outputs', editing('observations.jsonl', replacing(/"output":"no"/g, '"output":"yes"')), /recomputed/],
  ['another request', editing('observations.jsonl', replacing(/"requestSha256":"./, '"requestSha256":"g')), /request/],
  ['one line less', editing('observations.jsonl', replacing(/^.*\n/, '')), /recomputed/],
  ['one line twice', editing('observations.jsonl', (text) => `${text}${text.split('\n', 1)[0]}\n`), /already/],
  ['a case that nobody has', editing('observations.jsonl', replacing(/case-\d+/, 'case-x')), /does not have/],
  ['an edited margin', editing('yardstick.json', replacing('"threshold": 0.05', '"threshold": 1')), /yardstick/],
  ['edited expectations', editing('yardstick.json', replacing(/"expected": "yes"/g, '"expected": "no"')), /yardstick/],
  ['a plan with another margin', editing('plan.json', replacing('"threshold": 0.05', '"threshold": 1')), /threshold/],
  ['a plan of another draft', editing('plan.json', replacing('"draft": false', '"draft": true')), /plan\.draft/],
  [
    'a plan with more in it',
    editing(
      'plan.json',
      json((it) => ({ ...it, approved: true })),
    ),
    /approved/,
  ],
  ['a plan that is none', editing('plan.json', () => 'approved'), /not JSON/],
  ['a plan that is too large', (folder) => truncate(join(folder, 'plan.json'), MOST_PLAN_BYTES + 1), /too large/],
  ['a plan behind a link', linked('plan.json'), /symbolic link/],
  ['a verdict behind a link', linked('verdict.json'), /symbolic link/],
  ['observations behind a link', linked('observations.jsonl'), /symbolic link/],
  ['no plan', removing('plan.json'), /plan\.json is missing/],
  ['no verdict', removing('verdict.json'), /verdict\.json is missing/],
  ['no yardstick', removing('yardstick.json'), /yardstick/],
  ['no comment', removing('comment.md'), /comment\.md/],
  ['no manifest', removing('manifest.json'), /manifest\.json/],
  ['no observations', removing('observations.jsonl'), /observations\.jsonl/],
  ['nothing', (folder) => rmSync(folder, { recursive: true }), /plan\.json is missing/],
  ['a huge verdict', (folder) => truncate(join(folder, 'verdict.json'), 600 * 1024 * 1024), /too large/],
];

describe('a bad change is not talked round with what is handed over', () => {
  for (const [name, tamper, told] of TAMPERED) {
    attack('T16', `a bad change, and ${name}`, BLOCKED, async () => {
      const folder = copyOf(bad);
      await tamper(folder);
      const result = await published(bad.sides, folder);
      expect(result.told).toMatch(told);
      return result.state;
    });
  }

  attack('T16', 'a bad change with the evidence of another pull request', BLOCKED, async () => {
    const result = await published(bad.sides, copyOf(good));
    expect(result.told).toContain('plan.judged');
    return result.state;
  });

  attack('T16', 'a bad change with the evidence of another one and its own plan', BLOCKED, async () => {
    const folder = copyOf(good);
    cpSync(join(bad.folder, 'plan.json'), join(folder, 'plan.json'));
    const result = await published(bad.sides, folder);
    expect(result.told).toMatch(/verdict\.json was handed over and disagrees/);
    return result.state;
  });

  attack('T16', 'a bad change, evaluated by another plan', BLOCKED, async () => {
    const forged = await handOver(bad.sides, (plan) => withPrompt(plan, 'Say yes: {{input}}\n'));
    cpSync(join(bad.folder, 'plan.json'), join(forged.folder, 'plan.json'));
    const result = await published(bad.sides, forged.folder);
    expect(result.told).toContain('answers another request');
    return result.state;
  });

  attack('T16', 'a change of which only ten cases were called, all of them good', BLOCKED, async () => {
    const folder = copyOf(good);
    const lines = readFileSync(join(folder, 'observations.jsonl'), 'utf8').trimEnd().split('\n');
    const few = lines.map((line) => JSON.parse(line) as Observation).filter(({ caseId }) => /^case-\d$/.test(caseId));
    const { plan } = await readPlan(folder);
    const measure: Measuring = async (state, { evidenceDir }) => {
      const journal = await openJournal(evidenceDir);
      for (const observation of few) {
        await journal.append(observation);
        const application = plan.yardstick?.applications[0];
        const testCase = application?.suite.cases.find(({ id }) => id === observation.caseId);
        if (application === undefined || testCase === undefined) throw new Error('no such case');
        state.cells.add(scoreObservation(observation, testCase, application.suite.scorers));
      }
      await journal.close();
      state.observed = true;
    };
    const named = { base: plan.base, head: plan.target };
    const request = { sides: sidesReadIn(plan), measure, named, config: CONFIG_FILE, evidenceDir: folder };
    const forged = await evaluate({ ...request, allowPreview: false }, SURROUNDINGS);
    const reported = { evidenceDir: folder, links: {}, reproduce: 'changeover check' };
    await reportEvaluation(forged, reported, SURROUNDINGS.secrets.redact);
    const result = await published(good.sides, folder);
    expect(result.told, 'evidence that contradicts itself').toBe('');
    return result.state;
  });

  attack('T16', 'a bad change with replies that the recording does not hold', BLOCKED, async () => {
    const forged = await handOver(bad.sides, withRecordedYes);
    cpSync(join(bad.folder, 'plan.json'), join(forged.folder, 'plan.json'));
    const result = await published(bad.sides, forged.folder);
    expect(result.told).toContain('is not what the recording replies');
    return result.state;
  });

  attack('T16', 'a bad change, and the folder is a link to good evidence', BLOCKED, async () => {
    const link = join(scratch, 'link');
    symlinkSync(copyOf(good), link);
    const result = await published(bad.sides, link);
    expect(result.told).toContain('is a symbolic link');
    return result.state;
  });

  attack('T16', 'a bad change with whole evidence', ['failure'], async () => {
    return (await published(bad.sides, copyOf(bad))).state;
  });

  attack('T16', 'a good change with files that nobody asked for', GREEN, async () => {
    const folder = copyOf(good);
    for (const name of ['index.js', 'approved.json', '.npmrc']) appendFileSync(join(folder, name), 'process.exit(0)');
    return (await published(good.sides, folder)).state;
  });
});

describe('the job with credentials', () => {
  attack('T14', 'a plan whose endpoint somebody swapped is not followed', HELD, async () => {
    const folder = mkdtempSync(join(scratch, 'plan-'));
    const preparation = await prepare(bad.sides, { config: CONFIG_FILE, allowPreview: false }, SURROUNDINGS);
    const planSha256 = await writePlan(folder, planFileOf(bad.sides, preparation, false));
    await editing('plan.json', replacing('"type": "recorded"', '"type": "openai"'))(folder);
    const request = { workspace: scratch, evidenceDir: folder, planSha256, config: CONFIG_FILE, links: {} };
    await expect(evaluatePlan(request, SURROUNDINGS)).rejects.toThrow('and the input `plan-digest` says');
    return 'held';
  });

  it.each([
    ['a seed of its own', (plan: PlanFile) => withYardstick(plan, { seed: 4711 }), 'yardstick.seed is 4711'],
    ['digests of its own', withForeignDigests, 'yardstick.digests.policy is'],
    ['a subject without a yardstick', withForeignSubject, 'its yardstick does not have the application other'],
  ])('does not follow a plan with %s', async (_, edit, message) => {
    await expect(handOver(bad.sides, edit)).rejects.toThrow(ChangeoverError);
    await expect(handOver(bad.sides, edit)).rejects.toThrow(message);
  });
});

function withYardstick(plan: PlanFile, edit: Partial<NonNullable<PlanFile['yardstick']>>): PlanFile {
  return plan.yardstick === undefined ? plan : { ...plan, yardstick: { ...plan.yardstick, ...edit } };
}

function withForeignDigests(plan: PlanFile): PlanFile {
  return withYardstick(plan, { digests: { suite: 'a'.repeat(64), policy: 'b'.repeat(64) } });
}

function withForeignSubject(plan: PlanFile): PlanFile {
  return { ...plan, subjects: plan.subjects.map((subject) => ({ ...subject, application: 'other' })) };
}

function withPrompt(plan: PlanFile, value: string): PlanFile {
  return {
    ...plan,
    recordings: plan.recordings.map(({ provider, replies }) => ({
      provider,
      replies: replies.map((reply) => ({ ...reply, input: reply.input.replace('Sort', 'Say yes'), output: 'yes' })),
    })),
    subjects: plan.subjects.map((subject) => ({
      ...subject,
      ...(subject.source === undefined ? {} : { source: prompted(subject.source, value) }),
      target: prompted(subject.target, value),
    })),
  };
}

function prompted<V extends PlanFile['subjects'][number]['target']>(variant: V, value: string): V {
  return { ...variant, layers: { ...variant.layers, prompt: { name: 'prompt', value, places: [] } } };
}

function withRecordedYes(plan: PlanFile): PlanFile {
  const yes = ({ provider, replies }: PlanFile['recordings'][number]) => ({
    provider,
    replies: replies.map((reply) => ({ ...reply, output: 'yes' })),
  });
  return { ...plan, recordings: plan.recordings.map(yes) };
}

describe('what is told of the first disagreement', () => {
  it('names file, line of thought and both values', async () => {
    const folder = copyOf(bad);
    await editing('plan.json', replacing('"threshold": 0.05', '"threshold": 1'))(folder);
    expect((await published(bad.sides, folder)).told).toBe(
      'plan.json was handed over and disagrees with what is read here: ' +
        'plan.yardstick.applications[0].acceptance.all[0].threshold is 1, and should be 0.05\n' +
        '  Run the workflow again: the pull request or its base may have moved. If it disagrees again, what was handed over was changed.',
    );
  });

  it('leaves nothing half taken', async () => {
    const folder = copyOf(bad);
    const second = (text: string) => {
      const lines = text.trimEnd().split('\n');
      const last = JSON.parse(lines.at(-1) ?? '') as Observation;
      return [...lines.slice(0, -1), JSON.stringify({ ...last, trial: 7 })].join('\n');
    };
    await editing('observations.jsonl', second)(folder);
    const { verdict, observed } = await evaluate(
      {
        sides: async () => bad.sides,
        measure: takeObservations,
        named: { base: 'main', head: 'head' },
        config: CONFIG_FILE,
        evidenceDir: folder,
        allowPreview: false,
      },
      SURROUNDINGS,
    );
    expect(observed).toBe(false);
    expect(verdict.migrations[0]?.calls.made).toBe(0);
  });
});
