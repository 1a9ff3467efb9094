/** `trellis verify` and `trellis repair` on a node that does not run, with values that are damaged. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type CliHome, createHome } from '@trellis/cli/testing/run-cli';
import { createProvider } from '@trellis/crypto';
import { readGenesis } from '@trellis/node';
import { toHeight } from '@trellis/protocol';
import { keyText, openChain } from '@trellis/storage';
import { genesisPath, initTestnet, nodeFolder, testnetFolder } from '@trellis/testnet';
import { Level } from 'level';
import { afterEach, beforeEach, expect, it } from 'vitest';

let cli: CliHome;
/** The data folders of two nodes. */
let data: readonly string[];

beforeEach(async () => {
  cli = await createHome();
  const { nodes } = await initTestnet(cli.home, {
    validators: 2,
    scheme: 'ed25519',
    provider: createProvider('native'),
  });
  const folder = testnetFolder(cli.home);
  data = nodes.map((node) => join(nodeFolder(folder, node), 'data'));
  const genesis = await readGenesis(genesisPath(folder));
  for (const path of data) {
    await (await openChain(path, genesis, { atLeast: toHeight(0n) })).close();
  }
});

afterEach(() => cli.remove());

/** Flips a bit of the first entry of each kind, below the checksums; what is damaged then. */
async function damage(path: string, kinds: readonly string[]): Promise<readonly string[]> {
  const raw = new Level<Uint8Array, Uint8Array>(join(path, 'chain'), {
    keyEncoding: 'view',
    valueEncoding: 'view',
  });
  await raw.open();
  const entries = await raw.iterator().all();
  const damaged = kinds.flatMap((kind) => {
    const entry = entries.find(([key]) => keyText(key).startsWith(kind));
    return entry === undefined ? [] : [entry];
  });
  for (const [key, value] of damaged) {
    await raw.put(key, value.with(3, (value[3] ?? 0) ^ 4));
  }
  await raw.close();
  return damaged.map(([key]) => keyText(key));
}

const isApproved = (path: string): Promise<boolean> =>
  access(join(path, 'repair-approved')).then(
    () => true,
    () => false,
  );

it('nothing is damaged: verify says so of every node, and repair allows nothing', async () => {
  const verified = await cli.runWithin(['verify']);
  expect(verified).toMatchObject({ code: 0, stderr: '' });
  expect(verified.stdout).toMatch(/^node1: ok\. .*\nnode2: ok\. .*\n$/);
  expect(await cli.jsonWithin(['repair', 'node1'])).toEqual({
    node: 'node1',
    damaged: [],
    allowed: false,
  });
  expect(await isApproved(data[0] ?? '')).toBe(false);
});

it('each damaged place is named once, by verify and by repair, and the other nodes are audited as well', async () => {
  const places = await damage(data[0] ?? '', ['state', 'treePage', 'receipts']);
  expect(places).toHaveLength(3);
  const { code, stdout, stderr } = await cli.runWithin(['verify']);
  expect(code).toBe(1);
  expect(stdout).toContain('node2: ok.');
  const [first, ...listed] = stdout.split('\nnode2')[0]?.split('\n') ?? [];
  expect(first).toBe('node1: damaged:');
  expect(listed).toHaveLength(places.length);
  for (const place of places) expect(stdout.split(place)).toHaveLength(2);
  expect(stderr).toContain('audit_failed');
  expect(stderr).toContain('node1');
  for (const place of places) expect(stderr).not.toContain(place);

  const dry = await cli.runWithin(['repair', 'node1', '--dry-run']);
  expect(dry.code).toBe(0);
  for (const place of places) expect(dry.stdout.split(place)).toHaveLength(2);
  expect(dry.stdout).toContain('Nothing was changed.');
  expect(await isApproved(data[0] ?? '')).toBe(false);
  expect(await cli.jsonWithin(['repair', 'node1'])).toMatchObject({ allowed: true });
  expect(await isApproved(data[0] ?? '')).toBe(true);
  expect(await isApproved(data[1] ?? '')).toBe(false);
});
