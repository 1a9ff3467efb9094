/**
 * The bound of verification, defined here for all who name it: the verifications a second of all
 * cores together, with nothing else to do, divided by the number of nodes. All nodes of a network
 * share the machine, and each verifies every payment once, so no network on it can exceed that.
 */
import { availableParallelism } from 'node:os';
import { createProvider, generateSeed, type SchemeName } from '@trellis/crypto';
import { median } from '../statistics.ts';

/** The figure that says which share of its bound a network's knee is. */
export const boundShareName = 'share of the verify bound';

const messageBytes = 256;

/** Enough claims with the thread pool at once to keep all cores busy. */
export const allCoresInFlight = 16;

/**
 * Verifications a second with `inFlight` claims given to the provider at a time. What it verifies on the calling thread,
 * each node verifies on its own: so all cores do what one does, times their number.
 */
export async function verificationsPerSecond(
  scheme: SchemeName,
  inFlight: number,
  milliseconds: number,
): Promise<number> {
  const provider = createProvider('native');
  await provider.prepare();
  const seed = generateSeed(scheme);
  const key = provider.openKey(scheme, seed);
  seed.fill(0);
  const message = new Uint8Array(messageBytes).fill(3);
  const signature = await key.sign('tx', message);
  const claim = { scheme, purpose: 'tx' as const, publicKey: key.publicKey, message, signature };
  let done = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      do {
        if (!(await provider.verify(claim))) throw new Error(`${scheme} does not verify`);
        done += 1;
      } while (performance.now() - started < milliseconds);
    }),
  );
  const threads = inFlight > 1 && provider.verifiesNow(scheme) ? availableParallelism() : 1;
  return (threads * done * 1000) / (performance.now() - started);
}

/** Payments a second that a network of so many nodes on this machine can't exceed. */
export function verifyBound(allCoresPerSecond: number, validators: number): number {
  return allCoresPerSecond / validators;
}

/** The bound as it is just now; the median of a few measurements, in about a second. */
export async function measureBound(scheme: SchemeName, validators: number): Promise<number> {
  const rates: number[] = [];
  for (let measurement = 0; measurement < 5; measurement++) {
    rates.push(await verificationsPerSecond(scheme, allCoresInFlight, 200));
  }
  return verifyBound(median(rates), validators);
}
