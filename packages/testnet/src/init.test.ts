import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProvider, generateSeed } from '@trellis/crypto';
import { saveKey } from '@trellis/keystore';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { initTestnet, operatorName } from './init.ts';
import { testnetFolder } from './layout.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'trellis-init-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const init = () =>
  initTestnet(home, {
    validators: 1,
    scheme: 'ml-dsa-44',
    provider: createProvider('native'),
    basePort: 30_000,
  });

describe('making a testnet', () => {
  it('begins again where an interrupted one was', async () => {
    const left = join(testnetFolder(home), 'node9');
    await mkdir(left, { recursive: true });
    expect((await init()).nodes).toHaveLength(1);
    expect(await readdir(testnetFolder(home))).not.toContain('node9');
  });

  it('removes nothing where there may be one that it can’t read', async () => {
    // Root may read every file, but nobody a folder as one.
    const manifest = join(testnetFolder(home), 'testnet.json');
    await mkdir(manifest, { recursive: true });
    await writeFile(join(testnetFolder(home), 'kept'), '');
    await expect(init()).rejects.toMatchObject({ code: 'testnet_unreadable' });
    expect(await readdir(testnetFolder(home))).toContain('kept');
  });

  it('refuses a key of that name that its accounts can’t have, and says where it is', async () => {
    const scheme = 'slh-dsa-sha2-128s';
    await saveKey(home, operatorName(0), { scheme, seed: generateSeed(scheme) }, 'x', 'random');
    await expect(init()).rejects.toMatchObject({
      code: 'key_unusable',
      message: expect.stringContaining('operator1.json'),
    });
  });
});
