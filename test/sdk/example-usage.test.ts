/** The examples as they are called by somebody who does not know them: without arguments, and with useless ones. */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../architecture/source-tree.ts';

const folder = join(root, 'examples');
const examples = readdirSync(folder).filter(
  (name) => name.endsWith('.ts') && name !== 'arguments.ts',
);

const ended = (name: string, args: readonly string[]) =>
  new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [join(folder, name), ...args], (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stdout, stderr });
    });
  });

it('are all here', () => {
  expect(examples.length).toBeGreaterThan(4);
});

it.each(examples)('%s says its usage', async (name) => {
  const { code, stdout, stderr } = await ended(name, []);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(new RegExp(`^usage:\\n {2}node examples/${name} `));
  expect(stderr).not.toMatch(/^ +at /m);
});

// In the long project, and a few at that: each is a process.
it
  .skipIf(process.env.TRELLIS_TESTS === 'short')
  .each(examples.filter((name) => name !== 'check-balance.ts'))(
  '%s says in a line what is wrong with what it was given',
  async (name) => {
    const { code, stdout, stderr } = await ended(name, ['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
  },
);
