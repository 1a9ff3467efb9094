import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildBundle } from './build/build-bundle.ts';
import { bundleFolder, bundleFor } from './bundle.js';
import { commandTable } from './commands/command-table.ts';
import { createProgram } from './commands/program.ts';

let folder: string;
let contents: { readonly sources: readonly (readonly [string, number, number])[] };

beforeAll(async () => {
  await buildBundle();
  folder = await mkdtemp(join(tmpdir(), 'trellis-bundle-'));
  contents = JSON.parse(await readFile(join(bundleFolder, 'contents.json'), 'utf8'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Whether a bundle with these contents would be used. */
async function isUsed(changed: object): Promise<boolean> {
  await writeFile(
    join(folder, 'contents.json'),
    JSON.stringify({ ...contents, files: [], ...changed }),
  );
  return bundleFor(['status'], folder) !== undefined;
}

describe('the bundle', () => {
  it('is used while the sources are those that it was made of', async () => {
    expect(await isUsed({})).toBe(true);
    const [[path, modified, bytes] = ['', 0, 0], ...others] = contents.sources;
    for (const changed of [
      [path, modified, bytes + 1],
      [path, modified + 1, bytes],
      [`${path}.gone`, modified, bytes],
    ]) {
      expect(await isUsed({ sources: [changed, ...others] })).toBe(false);
    }
    expect(bundleFor(['status'], join(folder, 'nowhere'))).toBeUndefined();
  });

  it('is not used when it is damaged, or a part of it is missing', async () => {
    await writeFile(join(folder, 'part.js'), 'x');
    expect(await isUsed({ files: [['part.js', 1]] })).toBe(true);
    expect(await isUsed({ files: [['part.js', 2]] })).toBe(false);
    expect(await isUsed({ files: [['gone.js', 1]] })).toBe(false);
    // One of an older program.
    expect(await isUsed({ files: undefined })).toBe(false);
    const path = join(folder, 'contents.json');
    for (const damaged of ['', '{"entry":"program.js","sour', '{}', 'null']) {
      await writeFile(path, damaged);
      expect(bundleFor(['status'], folder), damaged).toBeUndefined();
    }
  });

  it('is made of the lock file too, and of nothing outside the repository', () => {
    const paths = contents.sources.map(([path]) => path);
    expect(paths).toContain('pnpm-lock.yaml');
    expect(paths).toContain('packages/protocol/src/transaction.ts');
    expect(paths.filter((path) => /^\.|node_modules/.test(path))).toEqual([]);
  });

  it.each(commandTable.map(({ name, runsNodes }) => [name, runsNodes === true] as const))(
    'has the same command: %s',
    async (name, runsNodes) => {
      const path = bundleFor(['--json', name]);
      expect(path === undefined).toBe(runsNodes);
      if (path === undefined) return;
      const bundled: { createProgram: typeof createProgram } = await import(
        pathToFileURL(path).href
      );
      const help = async (make: typeof createProgram) =>
        (await make([name])).commands.find((one) => one.name() === name)?.helpInformation();
      expect(await help(bundled.createProgram)).toBe(await help(createProgram));
    },
  );
});
