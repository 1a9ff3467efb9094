/** Payments one at a time, each of them final before the next: the chain grows when a test says so. */
import { accountOf, send, transfer } from '@trellis/client';
import { createProvider } from '@trellis/crypto';
import { openTestKey } from '@trellis/keystore';
import { blockId } from '@trellis/protocol';
import {
  euro,
  type FinalPayment,
  openLightClient,
  operatorName,
  treasuryName,
} from '@trellis/testnet';
import type { TestNetwork } from '../e2e/network.ts';

export interface SinglePayments {
  /** The treasury pays the first operator a cent. */
  pay(): Promise<void>;
  readonly finals: readonly FinalPayment[];
}

/** By way of one node. */
export async function singlePayments(network: TestNetwork, index: number): Promise<SinglePayments> {
  const provider = createProvider('native');
  const [transport] = network.transports.slice(index);
  if (transport === undefined) throw new Error(`no node ${index}`);
  const light = await openLightClient(network.folder, transport, provider);
  const key = await openTestKey(network.home, treasuryName, provider);
  const to = accountOf(await openTestKey(network.home, operatorName(0), provider));
  const operations = [transfer({ from: accountOf(key), to, asset: euro, amount: 1n })];
  const finals: FinalPayment[] = [];
  return {
    async pay() {
      const { final, finalityMs } = await send(light, { key, operations, timeoutMs: 60_000 });
      const { transactionId, height, header } = final;
      finals.push({ transactionId, height, blockId: blockId(header), finalityMs });
    },
    finals,
  };
}
