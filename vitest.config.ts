import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Every attack, and every fault at every moment of a run, take minutes: they are `npm run test:adversarial`.
    exclude: [...configDefaults.exclude, 'test/adversarial/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    server: { deps: { inline: [/@actions\//] } },
  },
});
