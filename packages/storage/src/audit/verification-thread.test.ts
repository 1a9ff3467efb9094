import { Worker } from 'node:worker_threads';
import { asciiBytes, createProvider, generateSeed, type SignatureClaim } from '@trellis/crypto';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { readClaims, writeClaims } from './claim-batch.ts';
import { startVerificationThread, type VerificationThread } from './verification-thread.ts';

const provider = createProvider('native');
const claims: SignatureClaim[] = [];
/** Whether each of them holds. */
const truths: boolean[] = [];

beforeAll(async () => {
  for (const scheme of ['ed25519', 'ml-dsa-44', 'ed25519+ml-dsa-65'] as const) {
    const key = provider.openKey(scheme, generateSeed(scheme));
    for (let index = 0; index < 50; index++) {
      const message = asciiBytes('x'.repeat(index * 7));
      const signature = await key.sign('tx', message);
      const holds = index % 3 !== 0;
      if (!holds) signature[index] = (signature[index] ?? 0) ^ 1;
      claims.push({ scheme, purpose: 'tx', publicKey: key.publicKey, message, signature });
      truths.push(holds);
    }
  }
});

let thread: VerificationThread | undefined;
afterEach(async () => {
  await thread?.close();
  vi.restoreAllMocks();
});

const answersOf = ({ verify }: VerificationThread): Promise<readonly boolean[]> =>
  Promise.all(claims.map((claim) => verify(claim)));

describe('a second thread for signatures', () => {
  it('answers each claim as the provider does, in whatever batch it came', async () => {
    const here = vi.spyOn(provider, 'verify');
    thread = startVerificationThread(provider, 0);
    expect(await answersOf(thread)).toEqual(truths);
    expect(here).not.toHaveBeenCalled();
  });

  it('is asked only from the number of claims on that it is worth', async () => {
    const passedOn = vi.spyOn(Worker.prototype, 'postMessage');
    thread = startVerificationThread(provider, claims.length);
    expect(await answersOf(thread)).toEqual(truths);
    expect(passedOn).not.toHaveBeenCalled();
    expect(await answersOf(thread)).toEqual(truths);
    expect(passedOn).toHaveBeenCalled();
  });

  it('leaves what it did not answer to the first thread when it ends', async () => {
    const passedOn = vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (
      this: Worker,
    ) {
      this.terminate().catch(() => undefined);
    });
    thread = startVerificationThread(provider, 0);
    expect(await answersOf(thread)).toEqual(truths);
    expect(passedOn).toHaveBeenCalled();
    expect(await answersOf(thread)).toEqual(truths);
  });
});

it('gives claims of any lengths back as they were written', () => {
  const odd: readonly SignatureClaim[] = [0, 1, 255].map((length) => ({
    scheme: 'ml-dsa-65',
    purpose: 'precommit',
    publicKey: new Uint8Array(length).fill(1),
    message: new Uint8Array(),
    signature: new Uint8Array(2 * length).fill(2),
  }));
  expect([...readClaims(writeClaims(odd))]).toEqual(odd);
});
