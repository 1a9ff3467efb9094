import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@trellis/engine';
import { decodeJson } from '@trellis/protocol';
import { apiKeyPlanCodec } from '@trellis/protocol/http-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLiveApiKeys, readApiKeys } from './api-key-file.ts';
import { apiKeysIn } from './api-keys.ts';
import { openKeyUses, readKeyUses } from './key-use-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-keys-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const plan = {
  name: 'test',
  scopes: ['read'],
  accounts: null,
  addresses: [],
  expires: null,
  boundTo: null,
} as const;
const path = () => join(folder, 'api-keys.json');
const live = (faults: unknown[] = []) =>
  openLiveApiKeys(
    folder,
    () => undefined,
    (error) => faults.push(error),
  );

describe('the file of API keys', () => {
  it('holds no secret, and is its owner’s alone', async () => {
    const { secret } = await apiKeysIn(folder).create(plan);
    expect(await readFile(path(), 'utf8')).not.toContain(secret.slice(-43));
    expect((await stat(path())).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['api-keys.json']);
  });

  it('is read with a thumbprint from before, which none is made with any more', async () => {
    const boundTo = 'B'.repeat(43);
    await apiKeysIn(folder).create({ ...plan, boundTo });
    expect(await readApiKeys(folder)).toMatchObject([{ boundTo }]);
    expect(decodeJson(apiKeyPlanCodec, { ...plan, boundTo })).toMatchObject({ ok: false });
    const right = { ...plan, boundTo: 'A'.repeat(43) };
    expect(decodeJson(apiKeyPlanCodec, right)).toMatchObject({ ok: true });
  });

  it('is what a running node goes by at once', async () => {
    const keys = live();
    expect(keys.current().size).toBe(0);
    const { key } = await apiKeysIn(folder).create(plan);
    expect(keys.current().get(key.id)?.revoked).toBeNull();
    await apiKeysIn(folder).revoke(key.id);
    expect(keys.current().get(key.id)?.revoked).not.toBeNull();
    await rm(path());
    expect(keys.current().size).toBe(0);
  });

  it('loses no key when many are made at once', async () => {
    await Promise.all(Array.from({ length: 8 }, () => apiKeysIn(folder).create(plan)));
    expect(await readApiKeys(folder)).toHaveLength(8);
  });

  it('refuses every key while it is damaged, says so once, and continues when it is repaired', async () => {
    const faults: unknown[] = [];
    const { key } = await apiKeysIn(folder).create(plan);
    const keys = live(faults);
    const good = await readFile(path(), 'utf8');
    for (const damaged of [good.slice(0, -10), good.replace('"read"', '"root"'), '{}']) {
      await writeFile(path(), damaged);
      expect(keys.current().size).toBe(0);
      expect(keys.current().size).toBe(0);
      await expect(apiKeysIn(folder).create(plan)).rejects.toMatchObject({
        code: 'access_damaged',
      });
      expect(await readFile(path(), 'utf8')).toBe(damaged);
    }
    expect(faults).toHaveLength(3);
    await writeFile(path(), good);
    expect(keys.current().has(key.id)).toBe(true);
  });

  it('is not held up by a change that was cut off long ago', async () => {
    await writeFile(`${path()}.new`, '{"keys"');
    await utimes(`${path()}.new`, 0, 0);
    await apiKeysIn(folder).create(plan);
    expect(await readApiKeys(folder)).toHaveLength(1);
  });

  it('lets a key be rotated once', async () => {
    const keys = apiKeysIn(folder);
    const { key } = await keys.create(plan);
    const { key: next } = await keys.rotate(key.id, 60_000n);
    await expect(keys.rotate(key.id, 60_000n)).rejects.toMatchObject({ code: 'api_key_ended' });
    expect(next.replaces).toBe(key.id);
    await expect(keys.rotate('f'.repeat(16), 0n)).rejects.toMatchObject({
      code: 'unknown_api_key',
    });
  });
});

describe('the file of uses', () => {
  it('keeps when and from where, and tells a new address from the first', async () => {
    const uses = await openKeyUses(folder, systemClock, () => undefined);
    const id = 'a'.repeat(16);
    expect(uses.note(id, '10.0.0.1').isNewAddress).toBe(false);
    expect(uses.note(id, '10.0.0.1').isNewAddress).toBe(false);
    expect(uses.note(id, '10.0.0.2').isNewAddress).toBe(true);
    await uses.close();
    const kept = (await readKeyUses(folder)).get(id);
    expect(kept?.addresses).toEqual(['10.0.0.1', '10.0.0.2']);
    expect(kept?.lastUse?.address).toBe('10.0.0.2');
  });

  it('begins again when it is damaged', async () => {
    await writeFile(join(folder, 'api-key-use.json'), '{"uses":[');
    expect((await readKeyUses(folder)).size).toBe(0);
  });
});
