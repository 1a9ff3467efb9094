import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts'],
    // Two cores: more workers than that only add noise to the timing-sensitive end-to-end tests.
    maxWorkers: 2,
    testTimeout: 30_000,
  },
});
