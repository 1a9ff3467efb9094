import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { SpreadNetworks } from './test/spread-networks.ts';

/** Every test that is run by Vitest. */
const all = ['packages/*/src/**/*.test.{ts,tsx}', 'test/**/*.test.ts'];
/** What takes more than ten seconds where nothing else runs: `pnpm test:long`. */
const long = [
  'test/faults/{commands,damage,ended-commands,interruptions,kills,lost-disks}.test.ts',
  'test/faults/{old-copies,recover-chain,recovery-refused}.test.ts',
  // Of the incidents a few; all of them are trials.
  'test/faults/{alert-rules,incidents,restores,same-identity,sentries,signer}.test.ts',
  'test/deploy/deploy.test.ts',
  'test/model/model.test.ts',
  'test/release/release.test.ts',
  'test/retention/backup.test.ts',
  'test/submissions/{kills,parallel}.test.ts',
  'test/gateway/*.test.ts',
  'test/hosts/hosts.test.ts',
  'packages/node/src/unusable-files.test.ts',
  'test/browser/other-origin.test.ts',
  'test/e2e/{consent-page,double-check,explorer-recovery,moved-node,new-scheme,page-firefox,page-firefox-hostile,page-sequences,upgrade,wallet,wallet-actions,wallet-consents,wallet-hostile,wallet-mandates,wallet-messages,wallet-several,wallet-sleep,wallet-upgrade}.test.ts',
  'test/sdk/examples.test.ts',
  'test/sdk/reference/run.test.ts',
  'test/export/export.test.ts',
  'test/scripts.test.ts',
];
/** Of which `pnpm test` has what is short, and `pnpm test:long` all. */
const both = [
  'test/e2e/{explorer,four-nodes,governance}.test.ts',
  'test/sdk/example-usage.test.ts',
];
/** As long, and compared with a time in which nothing was done to the network: the load of another test would be measured. */
const measured = ['test/faults/{liveness,requests}.test.ts'];
/** Those that take a minute and more each even where nothing else runs: `pnpm test:trials`. */
const trials = [
  'test/faults/{clocks,damage-trial,incidents,recover-seven,requests-planted,stalled}.test.ts',
  'test/documents/long-commands.test.ts',
];
/** What fetches packages from the registry: `pnpm release:install`. */
const installs = ['test/release/installations.test.ts'];
/** What `pnpm test` leaves out. */
const later = [...long, ...measured, ...trials, ...installs];

export default defineConfig({
  test: {
    // Ends what hangs, and no test of a machine's speed: a busy one takes ten times as long as another.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    globalSetup: 'test/temporary-folder.ts',
    setupFiles: ['test/worker-folder.ts', 'test/worker-ports.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'short',
          include: all,
          exclude: later,
          env: { TRELLIS_TESTS: 'short' },
          // No module keeps what a test has changed, and loading them again for every file takes as long as a fifth of the tests.
          isolate: false,
          // One more than the cores that most machines of tests have: those of networks wait for other processes much of the time.
          maxWorkers: 3,
          // Node loads TypeScript itself: nothing is transformed, and the code that runs is what runs in a node.
          experimental: { viteModuleRunner: false, nodeLoader: false },
          execArgv: ['load-jsx', 'derive-once'].flatMap((name) => [
            '--import',
            fileURLToPath(new URL(`test/${name}.ts`, import.meta.url)),
          ]),
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'long',
          include: [...long, ...both],
          env: { TRELLIS_INCIDENTS: 'few' },
          isolate: false,
          // As above: with two, a third of the time of both cores was spent waiting.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'measured',
          include: measured,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: { name: 'trials', include: trials, maxWorkers: 1, sequence: { groupOrder: 3 } },
      },
      {
        extends: true,
        test: { name: 'install', include: installs, sequence: { groupOrder: 4 } },
      },
    ],
    sequence: { sequencer: SpreadNetworks },
  },
});
