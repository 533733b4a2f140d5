import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Every attack, and every fault at every moment of a run, take minutes: they are `npm run test:adversarial`.
    exclude: [...configDefaults.exclude, 'test/adversarial/**'],
    // Vitest leaves one processor free, which on a machine of two makes the tests run one file after the other.
    maxWorkers: '100%',
    // How long a test takes is no result: the machine may be slow, or busy. These end what hangs.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 120_000 } },
    server: { deps: { inline: [/@actions\//] } },
  },
});
