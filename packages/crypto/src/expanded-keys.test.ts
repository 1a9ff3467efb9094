import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { nativePrimitives } from '#native-primitives';
import { createExpandedKeys } from './expanded-keys.ts';
import { asciiBytes, createProvider, generateSeed, type SignatureClaim } from './index.ts';
import { provide } from './provider.ts';

const message = asciiBytes('a message');

async function claimOf(scheme: SignatureClaim['scheme']): Promise<SignatureClaim> {
  const key = createProvider('native', { expandedKeys: 0 }).openKey(scheme, generateSeed(scheme));
  const signature = await key.sign('tx', message);
  return { scheme, purpose: 'tx', publicKey: key.publicKey, message, signature };
}

it('is loaded when signatures of ML-DSA come, and then answers at once', async () => {
  const provider = createProvider('portable');
  const classical = await claimOf('ed25519');
  expect(await provider.verify(classical)).toBe(true);
  expect(provider.mlDsaVerification()).toEqual({ by: 'provider', problem: null });

  const claim = await claimOf('ml-dsa-65');
  expect([provider.verifiesNow('ml-dsa-65'), provider.verifyNow(claim)]).toEqual([
    false,
    undefined,
  ]);
  expect(await provider.verify(claim)).toBe(true);
  expect([provider.verifiesNow('ml-dsa-65'), provider.verifyNow(claim)]).toEqual([true, true]);
  expect(provider.verifyNow({ ...claim, purpose: 'peer' })).toBe(false);
  expect(provider.mlDsaVerification()).toMatchObject({
    by: 'expanded-keys',
    statistics: { misses: 1, hits: 2 },
  });

  expect([provider.verifiesNow('ed25519'), provider.verifyNow(classical)]).toEqual([
    false,
    undefined,
  ]);
  expect(provider.verifiesNow('ed25519+ml-dsa-65')).toBe(false);
});

it('is not loaded for a few signatures where OpenSSL is quick, unless it is asked for', async () => {
  const provider = createProvider('native');
  const claim = await claimOf('ml-dsa-44');
  expect(await provider.verify(claim)).toBe(true);
  expect(provider.mlDsaVerification().by).toBe('provider');
  for (let count = 0; count < 64; count++) expect(await provider.verify(claim)).toBe(true);
  expect(provider.mlDsaVerification().by).toBe('expanded-keys');

  const eager = createProvider('native');
  await eager.prepare();
  expect(eager.verifyNow(claim)).toBe(true);
});

it('is never loaded where nobody wants it', async () => {
  const provider = createProvider('native', { expandedKeys: 0 });
  await provider.prepare();
  expect(await provider.verify(await claimOf('ml-dsa-44'))).toBe(true);
  expect(provider.mlDsaVerification()).toEqual({ by: 'provider', problem: null });
});

it('says why it can’t be used, and is tried once', async () => {
  let tries = 0;
  const keys = createExpandedKeys({ keys: 1, before: 0 }, async () => {
    tries += 1;
    throw new Error('verifying ml-dsa-65 gives wrong answers here');
  });
  expect([await keys.load(), await keys.load(), keys.loaded()]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(tries).toBe(1);
  expect(keys.verification()).toEqual({
    by: 'provider',
    problem: 'verifying ml-dsa-65 gives wrong answers here',
  });
});

it('gives way to OpenSSL in an engine that does not run the module', () => {
  const script = `
    import { asciiBytes, createProvider, generateSeed } from '${fileURLToPath(new URL('index.ts', import.meta.url))}';
    // Node itself needs it to read TypeScript, and has it by now.
    WebAssembly.Module = class { constructor() { throw new Error('SIMD unsupported'); } };
    const provider = createProvider('native');
    await provider.prepare();
    const key = provider.openKey('ml-dsa-65', generateSeed('ml-dsa-65'));
    const message = asciiBytes('a message');
    const signature = await key.sign('tx', message);
    const claim = { scheme: 'ml-dsa-65', purpose: 'tx', publicKey: key.publicKey, message, signature };
    console.log(JSON.stringify([
      await provider.verify(claim),
      await provider.verify({ ...claim, purpose: 'peer' }),
      provider.verifyNow(claim) ?? null,
      provider.mlDsaVerification(),
    ]));
  `;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', script],
    { encoding: 'utf8', timeout: 30_000 },
  );
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual([
    true,
    false,
    null,
    { by: 'provider', problem: expect.stringContaining('WebAssembly') },
  ]);
});

it('that answers wrongly keeps nobody from signing: a fresh signature is good if OpenSSL says so', async () => {
  if (nativePrimitives === undefined) throw new Error('this is Node');
  const right = createExpandedKeys({ keys: 10, before: 0 });
  const verifier = await right.load();
  if (verifier === undefined) throw new Error('it does not load');
  const wrong = createExpandedKeys({ keys: 10, before: 0 }, async () => ({
    ...verifier,
    verify: () => false,
  }));
  const key = provide('native', nativePrimitives, wrong).openKey(
    'ml-dsa-44',
    generateSeed('ml-dsa-44'),
  );
  const signature = await key.sign('tx', message);
  const { scheme, publicKey } = key;
  const claim: SignatureClaim = { scheme, purpose: 'tx', publicKey, message, signature };
  expect(await createProvider('portable').verify(claim)).toBe(true);

  const faulty = { ...nativePrimitives, verify: async () => false };
  const failing = provide('native', faulty, wrong).openKey('ml-dsa-44', generateSeed('ml-dsa-44'));
  await expect(failing.sign('tx', message)).rejects.toMatchObject({ code: 'signature_fault' });
});
