/** The order in which Vitest begins test files. */
import { relative, sep } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders of tests that run networks of processes, which wait much of the time. */
const networks = ['deploy', 'e2e', 'faults', 'gateway', 'retention'];

/** Of the files after which no network begins: what begins last must be short. */
const tail = 0.2;

/**
 * Spreads the files that run networks among those that compute, longest first, so that there is something to compute
 * while networks wait. Vitest takes a class.
 */
export class SpreadNetworks extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const longestFirst = await super.sort(files);
    const isNetwork = ({ moduleId }: TestSpecification): boolean => {
      const [top, folder = ''] = relative(this.ctx.config.root, moduleId).split(sep);
      return top === 'test' && networks.includes(folder);
    };
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
