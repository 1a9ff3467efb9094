/** Payments at a steady pace, whatever becomes of those before. */
import { setTimeout as pause } from 'node:timers/promises';
import {
  ApiProblem,
  accountOf,
  httpTransport,
  prepare,
  signerOf,
  signTransaction,
  submit,
  submitAndWait,
  transfer,
} from '@trellis/client';
import { createProvider } from '@trellis/crypto';
import { openTestKey } from '@trellis/keystore';
import { euro, openLightClient, operatorName, treasuryName } from '@trellis/testnet';
import type { TestNetwork } from '../../e2e/network.ts';

export interface PacedPayments {
  /** Submitted so far. */
  count(): number;
  /** Ends, and waits until the last one is final, and so all before it. */
  stop(): Promise<void>;
}

/** Has the treasury pay an operator so often in a second, by way of this node. */
export async function startPayments(
  network: TestNetwork,
  index: number,
  perSecond: number,
): Promise<PacedPayments> {
  const provider = createProvider('native');
  const transport = httpTransport({ url: network.node(index).http });
  const light = await openLightClient(network.folder, transport, provider);
  const key = await openTestKey(network.home, treasuryName, provider);
  const to = accountOf(await openTestKey(network.home, operatorName(0), provider));
  const sender = accountOf(key);
  const { transaction, account } = await prepare(light, {
    sender,
    operations: [transfer({ from: sender, to, asset: euro, amount: 1n })],
    validityBlocks: 9_000n,
  });
  const signedAs = (number: number) =>
    signTransaction({ ...transaction, sequence: transaction.sequence + BigInt(number) }, [
      signerOf(account, key),
    ]);
  const started = performance.now();
  let count = 0;
  let going = true;

  async function pay(): Promise<void> {
    while (going) {
      const due = started + (count * 1_000) / perSecond - performance.now();
      if (due > 0) await pause(due);
      const signed = await signedAs(count);
      // One that is not taken now is sent again, as the ones after it wait for it.
      await submit(transport, signed).then(
        () => {
          count += 1;
        },
        () => pause(20),
      );
    }
  }

  const paying = pay();
  return {
    count: () => count,
    async stop() {
      going = false;
      await paying;
      const last = await signedAs(count);
      for (;;) {
        // A node that was kept busy has not taken those before yet.
        const isFinal = await submitAndWait(light, last).then(
          () => true,
          (error: unknown) => {
            if (error instanceof ApiProblem && error.code === 'sequence_too_far') return false;
            throw error;
          },
        );
        if (isFinal) return;
        await pause(100);
      }
    },
  };
}
