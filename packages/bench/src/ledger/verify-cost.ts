/** What verifying one signature takes on this machine, for the bound that a network can't exceed. */
import { createProvider, type SchemeName } from '@trellis/crypto';
import { ascending, quantile } from '../statistics.ts';
import { benchAccounts } from './accounts.ts';

const rounds = 300;

/** Median microseconds of one verification after another, hand-over to the thread pool included. */
export async function measureVerify(scheme: SchemeName): Promise<number> {
  const provider = createProvider('native');
  const [account] = benchAccounts(scheme, 1, 0, provider);
  if (account === undefined) throw new Error('no account');
  const message = new Uint8Array(256);
  const signature = await account.key.sign('tx', message);
  const { publicKey } = account.key;
  const claim = { scheme, purpose: 'tx' as const, publicKey, message, signature };
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = performance.now();
    await provider.verify(claim);
    times.push((performance.now() - before) * 1000);
  }
  return quantile(ascending(times), 0.5);
}

/** Payments a second if all cores did nothing but verify, and every node verified every payment. */
export function verifyBound(verifyMicros: number, cores: number, validators: number): number {
  return (cores * 1e6) / (verifyMicros * validators);
}
