import type { Reporter, TestModule, TestSpecification, Vitest } from 'vitest/node';
import { DANGERS } from './dangers.ts';
import { impossibleOf, matrixOf, type Row, tableOf, uncovered, unexpectedGreens } from './report.ts';

/** Prints the table of all scenarios, and fails the run on any unexpected success and on any danger without a scenario. */
export default class AdversarialReporter implements Reporter {
  #vitest: Vitest | undefined;
  /** Whether all files are run: of a few, nobody can say what is missing. */
  #isWhole = false;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  async onTestRunStart(specifications: readonly TestSpecification[]): Promise<void> {
    const all = await this.#vitest?.globTestSpecifications();
    this.#isWhole = specifications.length === all?.length && this.#vitest?.config.testNamePattern === undefined;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const rows: Row[] = tests.flatMap((test) => {
      const { scenario } = test.meta();
      return scenario === undefined ? [] : [{ ...scenario, name: test.name, passed: test.ok() }];
    });
    if (rows.length === 0) return;
    const impossible = tests.flatMap((test) => test.meta().impossible ?? []);
    if (rows.some(({ place }) => place === undefined)) say(`\n${tableOf(rows)}\n`);
    if (rows.some(({ place }) => place !== undefined)) say(`\n${matrixOf(rows)}\n`);
    if (impossible.length > 0) say(`Not run, because it cannot be:\n${impossibleOf(impossible)}\n`);
    say(`${rows.length} scenarios, ${rows.filter(({ passed }) => !passed).length} ended otherwise than they may.`);
    for (const { name } of unexpectedGreens(rows)) this.#fail(`turned green and must not: ${name}`);
    if (this.#isWhole) for (const id of uncovered(rows)) this.#fail(`no scenario: ${id}, ${DANGERS[id]}`);
  }

  #fail(why: string): void {
    say(`✗ ${why}`);
    process.exitCode = 1;
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
