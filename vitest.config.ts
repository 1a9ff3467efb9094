import { defineConfig } from 'vitest/config';

/** Tests that run networks of processes: each of them keeps both cores busy by itself. */
const ofProcesses = ['test/e2e/**/*.test.ts', 'test/faults/**/*.test.ts'];

export default defineConfig({
  test: {
    // Ends what hangs, and no test of a machine's speed: a busy one takes ten times as long as another.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'units',
          include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ofProcesses,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'processes',
          include: ofProcesses,
          // One after another: what one measures must not be the load of another.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
