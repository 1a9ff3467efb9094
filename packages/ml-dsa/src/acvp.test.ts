/** NIST's ACVP vectors for verification. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createVerifier } from './verifier.ts';

const folder = fileURLToPath(new URL('../../../../shared/vectors/acvp/', import.meta.url));
const present = existsSync(folder);

interface Group {
  readonly parameterSet: string;
  readonly signatureInterface: 'internal' | 'external';
  readonly preHash: 'pure' | 'preHash' | 'none';
  readonly tests: readonly Case[];
}

interface Case {
  readonly tcId: number;
  readonly pk: string;
  readonly message: string;
  readonly context: string;
  readonly signature: string;
  readonly testPassed: boolean;
}

const bytes = (hex: string): Uint8Array => Uint8Array.fromHex(hex);

describe.skipIf(!present)('ACVP', () => {
  it('sigVer, external and pure, with keys unknown and known', () => {
    const verifier = createVerifier({ keys: 8 });
    const path = `${folder}ML-DSA-sigVer-FIPS204/internalProjection.json`;
    const groups: readonly Group[] = JSON.parse(readFileSync(path, 'utf8')).testGroups;
    let ran = 0;
    for (const { signatureInterface, preHash, tests } of groups) {
      if (signatureInterface !== 'external' || preHash !== 'pure') continue;
      for (const { tcId, pk, message, context, signature, testPassed } of tests) {
        const claim = [bytes(message), bytes(signature), bytes(context)] as const;
        expect(verifier.verify(bytes(pk), ...claim), `case ${tcId}`).toBe(testPassed);
        const handle = verifier.register(bytes(pk));
        expect(verifier.verify(handle, ...claim), `case ${tcId}`).toBe(testPassed);
        ran += 1;
      }
    }
    process.stdout.write(`ACVP sigVer, WebAssembly: ${ran} cases ran\n`);
    expect(ran).toBeGreaterThanOrEqual(45);
  });
});

it.runIf(!present)('ACVP vectors are not here; their cases did not run', () => {
  process.stdout.write('ACVP: no vectors found, nothing ran\n');
});
