/** The package under the condition `browser`, in a process of its own, as a bundler would take it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { createProvider, defaultProviderName, hash } from './index.ts';
import { openingKeyOf } from './sealing.ts';

const run = promisify(execFile);
const index = JSON.stringify(new URL('./index.ts', import.meta.url).href);

/** What `code` gives when it runs where nothing of Node is within reach. */
async function inBrowser(code: string, module = index): Promise<unknown> {
  // A browser has no `node:` modules; whoever loads one here fails.
  const guard = `
    import { registerHooks } from 'node:module';
    registerHooks({
      resolve(specifier, context, next) {
        const found = next(specifier, context);
        if (found.url.startsWith('node:')) throw new Error('loads ' + found.url);
        return found;
      },
    });
    const trellis = await import(${module});
    console.log(JSON.stringify(await (${code})(trellis)));`;
  const options = ['--conditions=browser', '--input-type=module', '--eval', guard];
  const { stdout } = await run(process.execPath, options, { timeout: 120_000 });
  return JSON.parse(stdout);
}

it('loads nothing of Node, signs with the portable provider, and has no native one', async () => {
  const answer = await inBrowser(`async (trellis) => {
    const { createProvider, defaultProviderName, generateSeed, hash } = trellis;
    let code;
    try { createProvider('native'); } catch (error) { code = error.code; }
    const key = createProvider(defaultProviderName).openKey('ml-dsa-44', generateSeed('ml-dsa-44'));
    const message = Uint8Array.of(1, 2, 3);
    return {
      defaultProviderName,
      code,
      hash: hash('header', message),
      publicKey: key.publicKey.toHex(),
      signature: (await key.sign('tx', message)).toHex(),
    };
  }`);
  expect(answer).toMatchObject({
    defaultProviderName: 'portable',
    code: 'provider_unavailable',
    hash: hash('header', Uint8Array.of(1, 2, 3)),
  });
  const { publicKey, signature } = answer as { publicKey: string; signature: string };
  const claim = {
    scheme: 'ml-dsa-44',
    purpose: 'tx',
    publicKey: Uint8Array.fromHex(publicKey),
    message: Uint8Array.of(1, 2, 3),
    signature: Uint8Array.fromHex(signature),
  } as const;
  expect(defaultProviderName).toBe('native');
  expect(await createProvider('native').verify(claim)).toBe(true);
});

it('seals there what is opened here', async () => {
  const seed = new Uint8Array(32).fill(5);
  const reader = await openingKeyOf(seed);
  const sealing = JSON.stringify(new URL('./sealing.ts', import.meta.url).href);
  const answer = await inBrowser(
    `async ({ seal }) => {
      const publicKey = Uint8Array.fromHex('${reader.publicKey.toHex()}');
      const { keys, ciphertext } = await seal(Uint8Array.of(1, 2, 3), Uint8Array.of(9), [publicKey]);
      const { encapsulated, wrappedKey } = keys[0];
      return [encapsulated, wrappedKey, ciphertext].map((one) => one.toHex());
    }`,
    sealing,
  );
  const [encapsulated, wrappedKey, ciphertext] = (answer as string[]).map((one) =>
    Uint8Array.fromHex(one),
  ) as [Uint8Array, Uint8Array, Uint8Array];
  const opened = await reader.open({ encapsulated, wrappedKey }, ciphertext, Uint8Array.of(9));
  expect(opened).toEqual(Uint8Array.of(1, 2, 3));
});
