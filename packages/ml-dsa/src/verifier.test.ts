import { describe, expect, it } from 'vitest';
import { parameterSetNames, parameterSets } from './parameter-set.ts';
import { isValidByOpenSsl, type KeyPair, openKeyPair } from './testing/others.ts';
import { createRandom, randomBytes } from './testing/random.ts';
import { type Claim, createVerifier, type Verifier } from './verifier.ts';

const random = createRandom(8);
const bytes = (length: number): Uint8Array => randomBytes(random, length);
const context = Uint8Array.of(1, 2, 3);

/** A valid claim under a key. */
function claimOf(pair: KeyPair, message = bytes(40)): Claim & { readonly key: Uint8Array } {
  return { key: pair.publicKey, message, context, signature: pair.sign(message, context) };
}

/** The same with another message. */
const broken = (claim: Claim): Claim => ({ ...claim, message: Uint8Array.of(...claim.message, 0) });

const holds = (verifier: Verifier, { key, message, signature, context: own }: Claim): boolean =>
  verifier.verify(key, message, signature, own);

describe.each(parameterSetNames)('%s', (name) => {
  const pair = openKeyPair(name, bytes(32));
  const verifier = createVerifier({ keys: 4 });
  const handle = verifier.register(pair.publicKey);

  it('takes contexts of up to 255 bytes', () => {
    for (const length of [0, 1, 70, 254, 255]) {
      const own = bytes(length);
      const message = bytes(30);
      const signature = pair.sign(message, own);
      expect(verifier.verify(handle, message, signature, own)).toBe(true);
      expect(verifier.verify(handle, message, signature, bytes(length + 1))).toBe(false);
      if (length === 0) expect(verifier.verify(handle, message, signature)).toBe(true);
    }
    const message = bytes(30);
    const signature = pair.sign(message, new Uint8Array());
    expect(verifier.verify(handle, message, signature, bytes(256))).toBe(false);
    expect(verifier.verify(handle, message, signature, bytes(300))).toBe(false);
  });

  it('takes messages of any length: around the blocks of the hash, and of the memory', () => {
    // In front of a message are tr, two bytes and the context.
    const ahead = 64 + 2 + context.length;
    const blocks = [1, 2, 3, 59, 60, 61, 120].map((count) => 136 * count - ahead);
    const lengths = [0, 1, 2, ...blocks.flatMap((end) => [-2, -1, 0, 1, 2].map((by) => end + by))];
    for (const length of [...lengths, 100_000]) {
      const message = bytes(length);
      const signature = pair.sign(message, context);
      expect(verifier.verify(handle, message, signature, context), `${length}`).toBe(true);
      if (length === 0) continue;
      message[length - 1] = (message[length - 1] ?? 0) ^ 1;
      expect(verifier.verify(handle, message, signature, context), `${length}`).toBe(false);
    }
  });

  it('takes views into larger buffers, and changes nothing that it is given', () => {
    const message = bytes(50);
    const given = [pair.publicKey, message, pair.sign(message, context), context] as const;
    const views = given.map((view) => {
      const larger = Buffer.alloc(view.length + 9, 0xee);
      larger.set(view, 5);
      return { larger, before: Buffer.from(larger), view: larger.subarray(5, 5 + view.length) };
    });
    const [key, text, signature, own] = views.map(({ view }) => view);
    if (!key || !text || !signature || !own) throw new Error('four views');
    expect(verifier.verify(key, text, signature, own)).toBe(true);
    for (const { larger, before } of views) expect(larger).toEqual(before);
  });

  it('keeps its own copy of a registered key', () => {
    const given = pair.publicKey.slice();
    const own = createVerifier({ keys: 1 });
    const registered = own.register(given);
    given.fill(0);
    own.register(openKeyPair(name, bytes(32)).publicKey);
    expect(registered.parameterSet).toBe(name);
    expect(holds(own, { ...claimOf(pair), key: registered })).toBe(true);
  });
});

describe('the cache of keys', () => {
  const name = 'ml-dsa-44';
  const pairs = Array.from({ length: 5 }, () => openKeyPair(name, bytes(32)));
  const claims = pairs.map((pair) => claimOf(pair));

  it('changes no answer, however small it is', () => {
    const order = Array.from({ length: 300 }, () => [random(5), random(2), random(2)] as const);
    const answers = [1, 2, 3, 8192].map((keys) => {
      const verifier = createVerifier({ keys });
      const handles = pairs.map(({ publicKey }) => verifier.register(publicKey));
      return order.map(([index, isBroken, isNamed]) => {
        const claim = claims[index];
        const handle = handles[index];
        if (claim === undefined || handle === undefined) throw new Error('five of each');
        const chosen = isNamed === 1 ? { ...claim, key: handle } : claim;
        return holds(verifier, isBroken === 1 ? broken(chosen) : chosen);
      });
    });
    const expected = order.map(([, isBroken]) => isBroken === 0);
    for (const each of answers) expect(each).toEqual(expected);
  });

  it('counts hits, misses and evictions', () => {
    const verifier = createVerifier({ keys: 2 });
    const [first, second, third] = claims;
    if (!first || !second || !third) throw new Error('three of them');
    const handle = verifier.register(first.key);
    expect(verifier.statistics()).toMatchObject({ hits: 0, misses: 1, evictions: 0, keys: 1 });
    holds(verifier, first);
    holds(verifier, { ...first, key: handle });
    expect(verifier.statistics()).toMatchObject({ hits: 2, misses: 1, evictions: 0, keys: 1 });
    holds(verifier, second);
    holds(verifier, first);
    // The second was used longest ago.
    holds(verifier, third);
    expect(verifier.statistics()).toMatchObject({ hits: 3, misses: 3, evictions: 1, keys: 2 });
    expect(holds(verifier, { ...first, key: handle })).toBe(true);
    expect(verifier.statistics()).toMatchObject({ hits: 4, misses: 3, evictions: 1, keys: 2 });
    expect(holds(verifier, second)).toBe(true);
    expect(verifier.statistics()).toMatchObject({ hits: 4, misses: 4, evictions: 2, keys: 2 });
  });

  it('tells keys apart that begin or end alike', () => {
    const pair = openKeyPair(name, bytes(32));
    const claim = claimOf(pair);
    const { publicKeyBytes } = parameterSets[name];
    const verifier = createVerifier({ keys: 64 });
    const others = [0, 31, 32, 500, publicKeyBytes - 9, publicKeyBytes - 1].map((at) =>
      claim.key.with(at, (claim.key[at] ?? 0) ^ 1),
    );
    for (let turn = 0; turn < 3; turn += 1) {
      for (const key of others) {
        const expected = isValidByOpenSsl({ name, ...claim, publicKey: key, context });
        expect(holds(verifier, { ...claim, key })).toBe(expected);
        expect(holds(verifier, claim)).toBe(true);
      }
    }
    expect(verifier.statistics().misses).toBe(1 + others.length);
  });

  it('takes no more memory than it says, and never gives a slot more', () => {
    const keys = 70;
    const verifier = createVerifier({ keys });
    const { memoryBytesMax } = verifier.statistics();
    const perKey = { 'ml-dsa-44': 21_888, 'ml-dsa-65': 38_912, 'ml-dsa-87': 68_224 };
    const all = Object.values(perKey).reduce((sum, one) => sum + one * keys, 0);
    // Scratch memory of 64 KiB a set, and slots by the megabyte.
    expect(memoryBytesMax).toBeGreaterThanOrEqual(all + 3 * 65_536);
    expect(memoryBytesMax).toBeLessThan(all + 3 * (65_536 + 2 ** 20));
    for (const set of parameterSetNames) {
      for (let count = 0; count < 2 * keys; count += 1) {
        verifier.register(bytes(parameterSets[set].publicKeyBytes));
        expect(verifier.statistics().memoryBytes).toBeLessThanOrEqual(memoryBytesMax);
      }
    }
    expect(verifier.statistics()).toMatchObject({ keys: 3 * keys, evictions: 3 * keys });
    expect(verifier.statistics().memoryBytes).toBe(memoryBytesMax);
  });

  it('refuses a number of keys that is none, or more than memory can be', () => {
    for (const keys of [0, -1, 1.5, Number.NaN, 100_000]) {
      expect(() => createVerifier({ keys })).toThrow(RangeError);
    }
  });
});

describe('callers', () => {
  const claims = parameterSetNames.flatMap((name) => {
    const pair = openKeyPair(name, bytes(32));
    return [bytes(10), bytes(300), bytes(9_000)].map((message) => claimOf(pair, message));
  });

  it('may interleave, as nothing is left between two calls', async () => {
    const verifier = createVerifier({ keys: 2 });
    const caller = async (start: number): Promise<void> => {
      for (let turn = 0; turn < 40; turn += 1) {
        const claim = claims[(start + turn * 7) % claims.length];
        if (claim === undefined) throw new Error('there are claims');
        expect(holds(verifier, claim)).toBe(true);
        await (turn % 3 === 0 ? new Promise(setImmediate) : Promise.resolve());
        expect(holds(verifier, broken(claim))).toBe(false);
      }
    };
    await Promise.all([0, 1, 2, 3, 4, 5].map(caller));
  });

  it('have many claims answered in their order, of all parameter sets', () => {
    const verifier = createVerifier({ keys: 1 });
    const mixed = claims.flatMap((claim) => [claim, broken(claim)]);
    expect(verifier.verifyMany(mixed)).toEqual(mixed.map((_, index) => index % 2 === 0));
    expect(verifier.verifyMany([])).toEqual([]);
  });

  it('cannot use the handle of another verifier', () => {
    const [claim] = claims;
    if (claim === undefined) throw new Error('there are claims');
    const key = createVerifier({ keys: 1 }).register(claim.key);
    expect(() => holds(createVerifier({ keys: 1 }), { ...claim, key })).toThrow(TypeError);
  });
});
