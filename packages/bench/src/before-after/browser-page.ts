/** Runs in a browser: times verifications of ML-DSA-65 with the key known, by this project's verifier and by noble. */
import { ml_dsa65 } from '@noble/post-quantum/ml-dsa.js';
import { createVerifier } from '@trellis/ml-dsa';

/** Medians, microseconds for each verification. */
export interface PageTimes {
  readonly ours: number;
  readonly noble: number;
}

const message = Uint8Array.from({ length: 200 }, (_, at) => at);
const signatures = 16;
const seconds = 3;

/** A browser's clock may have steps of a tenth of a millisecond, so several are timed together. */
const batch = 200;

function measure(): PageTimes {
  const { publicKey, secretKey } = ml_dsa65.keygen(new Uint8Array(32).fill(7));
  const signed = Array.from({ length: signatures }, () => ml_dsa65.sign(message, secretKey));
  const signatureAt = (at: number): Uint8Array => signed[at % signatures] ?? new Uint8Array();
  const verifier = createVerifier({ keys: 1 });
  const handle = verifier.register(publicKey);
  const byOurs = (at: number) => verifier.verify(handle, message, signatureAt(at));
  const byNoble = (at: number) => ml_dsa65.verify(signatureAt(at), message, publicKey);
  const [ours, noble]: [number[], number[]] = [[], []];
  // In turns, so that whatever else the machine does meets both; what is timed until all is compiled doesn't count.
  for (let warm = 0; warm < 20; warm += 1) time(byOurs, batch) + time(byNoble, 2);
  const end = performance.now() + seconds * 1_000;
  while (performance.now() < end) {
    ours.push(time(byOurs, batch));
    noble.push(time(byNoble, 2));
  }
  return { ours: medianOf(ours), noble: medianOf(noble) };
}

function time(verify: (at: number) => boolean, count: number): number {
  const start = performance.now();
  for (let at = 0; at < count; at += 1) {
    if (!verify(at)) throw new Error('a valid signature was refused');
  }
  return ((performance.now() - start) * 1_000) / count;
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

Reflect.set(globalThis, 'measure', measure);
