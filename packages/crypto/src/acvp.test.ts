/** NIST's ACVP vectors for ML-DSA, against what both providers compute with. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { nativePrimitives } from './native-primitives.node.ts';
import { portablePrimitives } from './portable-primitives.ts';
import type { PrimitiveName } from './primitive.ts';

const folder = fileURLToPath(new URL('../../../../shared/vectors/acvp/', import.meta.url));
const present = existsSync(folder);
const primitives = { native: nativePrimitives, portable: portablePrimitives };

interface Group<T> {
  readonly parameterSet: 'ML-DSA-44' | 'ML-DSA-65' | 'ML-DSA-87';
  readonly signatureInterface?: 'internal' | 'external';
  readonly preHash?: 'pure' | 'preHash';
  readonly tests: readonly T[];
}

function groups<T>(name: string): readonly Group<T>[] {
  const text = readFileSync(`${folder}${name}/internalProjection.json`, 'utf8');
  return JSON.parse(text).testGroups;
}

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
        if (group.signatureInterface !== 'external' || group.preHash !== 'pure') continue;
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
});

it.runIf(!present)('ACVP vectors are not here; their cases did not run', () => {
  process.stdout.write('ACVP: no vectors found, nothing ran\n');
});
