/** NIST's ACVP vectors for ML-DSA, against what both providers compute with. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';
import { describe, expect, it } from 'vitest';
import { openSslPrimitives } from './native-primitives.node.ts';
import { portablePrimitives } from './portable-primitives.ts';
import type { PrimitiveName } from './primitive.ts';

const folder = fileURLToPath(new URL('../../../../shared/vectors/acvp/', import.meta.url));
const present = existsSync(folder);
const noble = { 'ML-DSA-44': ml_dsa44, 'ML-DSA-65': ml_dsa65, 'ML-DSA-87': ml_dsa87 };
const primitives = { native: openSslPrimitives, portable: portablePrimitives };

interface Group<T> {
  readonly parameterSet: 'ML-DSA-44' | 'ML-DSA-65' | 'ML-DSA-87';
  readonly signatureInterface?: 'internal' | 'external';
  readonly preHash?: 'pure' | 'preHash';
  readonly tests: readonly T[];
}

function groups<T>(name: string, file = 'internalProjection'): readonly Group<T>[] {
  return JSON.parse(readFileSync(`${folder}${name}/${file}.json`, 'utf8')).testGroups;
}

const isExternalPure = (group: Group<unknown>): boolean =>
  group.signatureInterface === 'external' && group.preHash === 'pure';

const nameOf = ({ parameterSet }: Group<unknown>): PrimitiveName =>
  parameterSet.toLowerCase() as PrimitiveName;
const bytes = (hex: string): Uint8Array => Uint8Array.fromHex(hex);

describe.skipIf(!present)('ACVP', () => {
  it.each(['native', 'portable'] as const)('keyGen with %s', (provider) => {
    let ran = 0;
    for (const group of groups<{ seed: string; pk: string }>('ML-DSA-keyGen-FIPS204')) {
      for (const { seed, pk } of group.tests) {
        const key = primitives[provider].openKey(nameOf(group), bytes(seed));
        expect(key.publicKey.toHex()).toBe(pk.toLowerCase());
        ran += 1;
      }
    }
    process.stdout.write(`ACVP keyGen, ${provider}: ${ran} cases ran\n`);
    expect(ran).toBeGreaterThanOrEqual(75);
  });

  it.each(['native', 'portable'] as const)(
    'sigVer, external and pure, with %s',
    async (provider) => {
      let ran = 0;
      interface Case {
        readonly pk: string;
        readonly message: string;
        readonly context: string;
        readonly signature: string;
        readonly testPassed: boolean;
        readonly tcId: number;
      }
      for (const group of groups<Case>('ML-DSA-sigVer-FIPS204')) {
        if (!isExternalPure(group)) continue;
        for (const { pk, message, context, signature, testPassed, tcId } of group.tests) {
          const valid = await primitives[provider].verify(
            nameOf(group),
            bytes(pk),
            bytes(message),
            bytes(context),
            bytes(signature),
          );
          expect(valid, `case ${tcId}`).toBe(testPassed);
          ran += 1;
        }
      }
      process.stdout.write(`ACVP sigVer, ${provider}: ${ran} cases ran\n`);
      expect(ran).toBeGreaterThanOrEqual(45);
    },
  );

  // The providers sign hedged, with randomness nobody can set, and from seeds; these vectors are of
  // expanded keys and known randomness. So noble itself must make them, and both providers take them.
  it('sigGen, external and pure: noble makes them, both providers take them', async () => {
    interface Case {
      readonly tcId: number;
      readonly sk: string;
      readonly message: string;
      readonly context: string;
      readonly rnd?: string;
    }
    const name = 'ML-DSA-sigGen-FIPS204';
    const answers = new Map<number, string>();
    for (const group of groups<{ tcId: number; signature: string }>(name, 'expectedResults')) {
      for (const { tcId, signature } of group.tests) answers.set(tcId, signature);
    }
    let ran = 0;
    for (const group of groups<Case>(name, 'prompt').filter(isExternalPure)) {
      const mlDsa = noble[group.parameterSet];
      for (const { tcId, sk, message, context, rnd } of group.tests) {
        const expected = bytes(answers.get(tcId) ?? '');
        const made = mlDsa.sign(bytes(message), bytes(sk), {
          context: bytes(context),
          extraEntropy: rnd === undefined ? false : bytes(rnd),
        });
        expect(made, `case ${tcId}`).toEqual(expected);
        const publicKey = mlDsa.getPublicKey(bytes(sk));
        for (const { verify } of Object.values(primitives)) {
          const claim = [publicKey, bytes(message), bytes(context), expected] as const;
          expect(await verify(nameOf(group), ...claim), `case ${tcId}`).toBe(true);
        }
        ran += 1;
      }
    }
    process.stdout.write(`ACVP sigGen: ${ran} cases ran\n`);
    expect(ran).toBeGreaterThanOrEqual(90);
  });
});

it.runIf(!present)('ACVP vectors are not here; their cases did not run', () => {
  process.stdout.write('ACVP: no vectors found, nothing ran\n');
});
