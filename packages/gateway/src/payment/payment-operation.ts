/** The operation of a planned payment. */
import { pay } from '@trellis/client';
import type { ChainId, ForeignText, Operation } from '@trellis/protocol';
import type { PlannedPayment } from './planned-transfer.ts';

/** What a transaction is made of. */
export interface PaymentContent {
  readonly operations: readonly Operation[];
  readonly memo: ForeignText;
}

/** Another one each time if it is sealed: what is once written down has to be used again. */
export async function paymentContent(
  chainId: ChainId,
  { from, to, asset: { asset }, amount, enclosed }: PlannedPayment<unknown>,
): Promise<PaymentContent> {
  if (enclosed.type === 'clear') {
    const { remittance, memo } = enclosed;
    return { operations: [pay({ from, to, asset, amount, remittance })], memo };
  }
  const { paySealed } = await import('@trellis/client/sealed-payment');
  const { payee, auditor, content } = enclosed;
  const sealed = await paySealed({ chainId, from, payee, auditor, asset, amount, content });
  return { operations: [sealed], memo: '' };
}
