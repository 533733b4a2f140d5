import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Every attack, and every fault at every moment of a run, take minutes: they are `npm run test:adversarial`.
    exclude: [...configDefaults.exclude, 'test/adversarial/**'],
    // Vitest leaves one processor free, which on a machine of two makes the tests run one file after the other.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    server: { deps: { inline: [/@actions\//] } },
  },
});
