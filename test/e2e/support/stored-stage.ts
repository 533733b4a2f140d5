import type { Permissions } from '../../support/github/tokens.ts';
import { type RunnerStores, startRunnerStores } from '../../support/runner-stores/stores.ts';
import { scenario as staged } from './stage.ts';

/** A stage whose runner has a cache and artifacts. */
export const scenario = staged.extend<{ stores: RunnerStores }>({
  stores: async ({ stage }, use) => {
    const stores = await startRunnerStores(stage.github.overrides.artifacts);
    await use(stores);
    await stores.close();
  },
});

/** What reading artifacts of earlier runs takes beside the usual permissions. */
export const WITH_ACTIONS: Permissions = {
  contents: 'read',
  pull_requests: 'write',
  statuses: 'write',
  actions: 'read',
};
