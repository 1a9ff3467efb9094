/**
 * The script that is killed: pays 1.00 so many times, each under its own idempotency key, and ends with 0 when all are
 * final. Whoever starts it again starts it from the beginning.
 */

import { writeSync } from 'node:fs';
import { openSubmissions } from '@trellis/cli/submissions';
import {
  createLightClient,
  getGenesis,
  httpTransport,
  transfer,
  trustGenesis,
} from '@trellis/client';
import { openAccount } from '@trellis/client/account';
import { createProvider, parseAddress } from '@trellis/crypto';
import { openTestKey } from '@trellis/keystore';
import type { AssetCode } from '@trellis/protocol';

const [home = '', url = '', payee = '', count = ''] = process.argv.slice(2);
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interrupted.abort(new Error(signal)));
}

/** How far it has come, for whoever kills it: at moments, not after times, as machines differ. */
function tell(step: string): void {
  writeSync(1, `${step}\n`);
}

const provider = createProvider('native');
const to = parseAddress(payee);
if (to === undefined) throw new Error(`${payee} is no address`);
const transport = httpTransport({ url });
const light = createLightClient({
  transport,
  verifier: provider,
  trusted: trustGenesis(await getGenesis(transport)),
  headAgeMsMax: null,
});
const submissions = await openSubmissions(home, 24 * 60 * 60 * 1000);
const key = await openTestKey(home, 'treasury', provider);
const { address, queue } = openAccount({ light, key, submissions });
for (let number = 1; number <= Number(count); number++) {
  const amount = 1_00n;
  const operations = [transfer({ from: address, to, asset: 'EUR' as AssetCode, amount })];
  const { final } = await queue.send(
    { operations, idempotencyKey: `payment ${number}` },
    { signal: interrupted.signal, timeoutMs: 20_000, onState: ({ state }) => tell(state) },
  );
  tell('paid');
  if (final.receipt.status !== 'success') throw new Error(final.receipt.status);
}
