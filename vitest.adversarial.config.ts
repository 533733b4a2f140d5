import { configDefaults, defineConfig } from 'vitest/config';
import shared from './vitest.config.ts';

// Every threat and fault as a scenario, with a table of how each ended: `npm run test:adversarial`.
export default defineConfig({
  test: {
    ...shared.test,
    include: ['test/adversarial/**/*.test.ts'],
    exclude: configDefaults.exclude,
    reporters: ['dot', './test/adversarial/table/reporter.ts'],
  },
});
