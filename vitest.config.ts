import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Every fault at every moment of a run takes minutes: `npm run test:adversarial` runs it with the other scenarios.
    exclude: [...configDefaults.exclude, 'test/adversarial/fault-matrix.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    server: { deps: { inline: [/@actions\//] } },
  },
});
