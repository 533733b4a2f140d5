import { test } from 'vitest';
import type { Script } from '../../support/model-servers/script.ts';
import { type ModelServer, startModelServer } from '../../support/model-servers/server.ts';
import { bedrockAt } from './change.ts';
import { changeover, type TerminalRun } from './terminal.ts';
import { answering, NEW_MODEL, triage } from './triage.ts';

/** The file of the example application that names the model. */
export const APP = 'app/triage.yml';
/** The example application before a change of its model, and what that changes. */
export const BASE = triage();
export const HEAD = { [APP]: String(triage({ model: NEW_MODEL })[APP]) };

/** A model endpoint, and `check` in front of it. */
export interface Setting {
  readonly server: ModelServer;
  reply(script: Script): void;
  check(folder: string, ...words: readonly string[]): Promise<TerminalRun>;
}

/** A test with a setting of its own, whose models answer rightly until it says otherwise. */
export const checking = test.extend<{ setting: Setting }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures that are needed from this pattern
  setting: async ({}, use) => {
    let script = answering();
    const server = await startModelServer((call) => script(call));
    await use({
      server,
      reply(next) {
        script = next;
      },
      check: (folder, ...words) => changeover(folder, ['check', ...words], { env: bedrockAt(server) }),
    });
    await server.close();
  },
});
