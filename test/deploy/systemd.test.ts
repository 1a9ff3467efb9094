/** The units of `deploy/systemd`: their commands, run, and how much of the system they leave to them. */
import { execFile, execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../architecture/source-tree.ts';
import { type LoneValidator, makeLoneValidator } from './lone-validator.ts';
import { endCode, program, runToEnd, startNodeCommand } from './running-program.ts';

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

const unprivileged = 'exec setpriv --reuid 54321 --regid 54321 --clear-groups --no-new-privs';

/** Becomes what follows: a user without rights, on a file system that is read-only but for the state of this test. */
const confined = (state: string): readonly string[] => [
  ...['unshare', '--mount', 'sh', '-euc'],
  `chown -R 54321:54321 ${state}
  mount -t tmpfs tmpfs /var/lib
  mkdir /var/lib/trellis
  mount --bind ${state} /var/lib/trellis
  mount -o remount,bind,ro /
  ! touch /trellis-written 2>/dev/null || exit 1
  ${unprivileged} --inh-caps -all --bounding-set -all "$@"`,
  'sh',
];

/** Only root can, and where anybody may read this tree. */
const canConfine = succeeds('unshare', ['-m', 'sh', '-c', `${unprivileged} test -r ${program}`]);

it.skipIf(canConfine)('the node’s command runs it until SIGTERM', async () => {
  const node = await startNodeCommand(await commandOf('node', alone.root), alone.httpPort);
  expect(await endCode(node)).toBe(0);
});

it.skipIf(!canConfine)(
  'the node’s command as it is runs it, without rights, until SIGTERM',
  async () => {
    const command = await commandOf('node', '/var/lib/trellis');
    const node = await startNodeCommand(command, alone.httpPort, confined(alone.root));
    expect(await endCode(node)).toBe(0);
  },
);

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

const canAnalyse = succeeds('systemd-analyze', ['security', '--help']);

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

function succeeds(command: string, words: readonly string[]): boolean {
  try {
    execFileSync(command, words, { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}
