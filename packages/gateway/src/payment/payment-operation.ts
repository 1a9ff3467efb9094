/** The operation of a planned payment. */
import { randomInt } from 'node:crypto';
import { pay, reserve } from '@trellis/client';
import type { ChainId, ForeignText, Operation } from '@trellis/protocol';
import type { PlannedPayment } from './planned-transfer.ts';

/** What a transaction is made of. */
export interface PaymentContent {
  readonly operations: readonly Operation[];
  readonly memo: ForeignText;
}

const spreadSeconds = 60;

/** Another one each time if it is sealed or a hold: what is once written down has to be used again. */
export async function paymentContent(
  chainId: ChainId,
  { from, to, asset: { asset }, amount, enclosed }: PlannedPayment<unknown>,
): Promise<PaymentContent> {
  if (enclosed.type === 'clear') {
    const { remittance, memo } = enclosed;
    return { operations: [pay({ from, to, asset, amount, remittance })], memo };
  }
  if (enclosed.type === 'hold') {
    // At most 1,024 holds end at the same second, so those of a large file end within some minutes.
    const seconds =
      Math.floor(Date.now() / 1_000) +
      enclosed.seconds +
      randomInt(Math.min(spreadSeconds, enclosed.seconds));
    const release = { type: 'arbiter', arbiter: to } as const;
    const expiresAt = BigInt(seconds) * 1_000n;
    return {
      operations: [reserve({ from, to, asset, amount, expiresAt, release })],
      memo: enclosed.memo,
    };
  }
  const { paySealed } = await import('@trellis/client/sealed-payment');
  const { payee, auditor, content } = enclosed;
  const sealed = await paySealed({ chainId, from, payee, auditor, asset, amount, content });
  return { operations: [sealed], memo: '' };
}
