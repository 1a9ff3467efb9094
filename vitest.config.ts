import { defineConfig } from 'vitest/config';

/** Tests that run networks of processes, which wait much of the time. */
const networks = ['test/e2e/**/*.test.ts'];
/** Those that break such networks and measure how soon they continue. */
const faults = ['test/faults/**/*.test.ts'];
/** Trials that take longer than most: `pnpm test:long`. */
const long = [
  'test/faults/{commands,damage,ended-commands,interruptions,kills,liveness,lost-disks}.test.ts',
  'test/faults/{old-copies,recover-chain,recovery-refused}.test.ts',
  // Of the incidents a few; all of them are trials.
  'test/faults/{alert-rules,incidents,requests,restores,same-identity,signer}.test.ts',
  'test/submissions/{kills,parallel}.test.ts',
  'test/gateway/*.test.ts',
  'test/hosts/hosts.test.ts',
  'packages/node/src/unusable-files.test.ts',
  'test/e2e/{consent-page,double-check,explorer-recovery,new-scheme,page-sequences,upgrade,wallet,wallet-actions,wallet-hostile}.test.ts',
  'test/sdk/examples.test.ts',
];
/** Those that take a minute and more each even where nothing else runs: `pnpm test:trials`. */
const trials = [
  'test/faults/{clocks,damage-trial,incidents,recover-seven,requests-planted,stalled}.test.ts',
  'test/documents/long-commands.test.ts',
];
/** What `pnpm test` leaves out. */
const later = [...long, ...trials];

export default defineConfig({
  test: {
    // Ends what hangs, and no test of a machine's speed: a busy one takes ten times as long as another.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'units',
          include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [...networks, ...faults, ...later],
          maxWorkers: 2,
          // No module keeps what a test has changed, and loading them again for every file takes as long as a fifth of the tests.
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'networks',
          include: networks,
          exclude: later,
          // They wait for one another's processes much of the time.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: faults,
          exclude: later,
          // One after another: what one measures must not be the load of another.
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'long',
          include: long,
          env: { TRELLIS_INCIDENTS: 'few' },
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: { name: 'trials', include: trials, maxWorkers: 1, sequence: { groupOrder: 4 } },
      },
    ],
  },
});
