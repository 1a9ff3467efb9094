/** The order in which Vitest begins test files. */
import { relative, sep } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders of tests that run networks of processes, which wait much of the time. */
const networks = ['deploy', 'e2e', 'faults', 'gateway', 'retention'];

/** Those that take longest, longest first: on the first run nothing is known of files but their sizes. */
const longest: readonly string[] = [
  'test/e2e/documents.test.ts',
  'test/e2e/explorer.test.ts',
  'test/e2e/four-nodes.test.ts',
  'test/e2e/governance.test.ts',
  'test/e2e/docs.test.ts',
  'test/faults/homes.test.ts',
  'test/e2e/last-line.test.ts',
  'test/simulation/engine/simulation.test.ts',
  'test/retention/pruning.test.ts',
  'test/e2e/refusals.test.ts',
  'test/sdk/lying-node.test.ts',
  'packages/cli/src/commands/keys.test.ts',
  'test/faults/healing.test.ts',
  'test/simulation/consensus/simulation.test.ts',
  'packages/crypto/src/provider.test.ts',
  'packages/crypto/src/encrypted-pem.test.ts',
  'packages/cli/src/commands/bench.test.ts',
];

/** Of the files after which no network begins: what begins last must be short. */
const tail = 0.2;

/**
 * Spreads the files that run networks among those that compute, longest first, so that there is something to compute
 * while networks wait. Vitest takes a class.
 */
export class SpreadNetworks extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const pathOf = ({ moduleId }: TestSpecification): string =>
      relative(this.ctx.config.root, moduleId).split(sep).join('/');
    const isNetwork = (file: TestSpecification): boolean => {
      const [top, folder = ''] = pathOf(file).split('/');
      return top === 'test' && networks.includes(folder);
    };
    const rankOf = (file: TestSpecification): number =>
      longest.includes(pathOf(file)) ? longest.indexOf(pathOf(file)) : longest.length;
    const longestFirst = (await super.sort(files)).toSorted((a, b) => rankOf(a) - rankOf(b));
    const placed = [
      ...placesOf(longestFirst.filter(isNetwork), 1 - tail),
      ...placesOf(
        longestFirst.filter((file) => !isNetwork(file)),
        1,
      ),
    ];
    return placed.toSorted((a, b) => a.place - b.place).map(({ file }) => file);
  }
}

/** Places of files at equal distances from 0 up to, but not including, `end`. */
function placesOf(
  files: readonly TestSpecification[],
  end: number,
): readonly { readonly file: TestSpecification; readonly place: number }[] {
  return files.map((file, index) => ({ file, place: (index / files.length) * end }));
}
