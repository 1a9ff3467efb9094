/** The units of `deploy/systemd`: their commands, run, and how much of the system they leave to them. */
import { execFile, execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../architecture/source-tree.ts';
import { type LoneValidator, makeLoneValidator } from './lone-validator.ts';
import { endCode, runToEnd, startNodeCommand } from './running-program.ts';

const folder = join(root, 'deploy', 'systemd');
const units = ['node', 'signer', 'gateway'];

let alone: LoneValidator;
beforeAll(async () => {
  alone = await makeLoneValidator('bank-a');
});
afterAll(() => rm(alone.root, { recursive: true, force: true }));

/** The command of a unit for the instance `bank-a`, where everything of systemd's state folder is in `state`. */
async function commandOf(unit: string, state: string): Promise<readonly string[]> {
  const text = await readFile(join(folder, `trellis-${unit}@.service`), 'utf8');
  const command = /^ExecStart=(.+)$/m.exec(text)?.[1] ?? '';
  return command.replaceAll('%S/trellis', state).replaceAll('%i', 'bank-a').split(' ');
}

it('the node’s command runs it until SIGTERM', async () => {
  const node = await startNodeCommand(await commandOf('node', alone.root), alone.httpPort);
  expect(await endCode(node)).toBe(0);
});

it.each([
  ['signer', 'config.json'],
  ['gateway', 'gateway.json'],
])('the %s’s command asks for its configuration', async (unit, file) => {
  const nowhere = join(alone.root, 'nowhere');
  const path = join(nowhere, 'bank-a', file);
  await expect(runToEnd(await commandOf(unit, nowhere))).rejects.toMatchObject({
    stderr: expect.stringContaining(path),
  });
});

const canAnalyse = (() => {
  try {
    execFileSync('systemd-analyze', ['security', '--help'], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!canAnalyse)('as systemd reads them', () => {
  let image: string;
  beforeAll(async () => {
    image = await mkdtemp(join(tmpdir(), 'trellis-units-'));
    await cp(folder, join(image, 'etc', 'systemd', 'system'), { recursive: true });
  });
  afterAll(() => rm(image, { recursive: true, force: true }));

  it.each(units)('the %s’s exposure is below 3', async (unit) => {
    const { stdout, stderr } = await promisify(execFile)('systemd-analyze', [
      ...['security', '--offline=true', `--root=${image}`, '--no-pager'],
      `trellis-${unit}@.service`,
    ]);
    expect(stderr).not.toMatch(/trellis-.*(Unknown|Failed|Invalid)/);
    const score = Number(/exposure level for .*: ([0-9.]+)/.exec(stdout)?.[1]);
    expect(score).toBeLessThan(3);
  });
});
