/** A payment that says what it is for to its payee alone, and to the asset's auditor if it has one. */
import { getAuditor, getEncryptionKey } from '@trellis/client';
import type { SealedReader } from '@trellis/client/sealed-payment';
import { type Address, formatAddress } from '@trellis/crypto';
import { noRemittance, type Operation } from '@trellis/protocol';
import { shortAddress } from '../page/format.ts';
import { t } from '../page/language.ts';
import type { Session } from '../page/session.ts';
import { FieldProblem, type Values } from './values.ts';

/** Throws `FieldProblem`. */
export async function buildSealed(
  values: Values,
  { own, session }: { readonly own: Address; readonly session: Session },
): Promise<readonly Operation[]> {
  const message = values.text('message');
  const asset = values.asset('asset');
  const amount = await values.amount('amount', asset);
  const payee = await readerOf(session, 'to', await values.account('to'));
  const auditor = (await getAuditor(session.light, asset)).value?.auditor ?? null;
  // Its encryption is loaded by those alone who seal something.
  const { paySealed } = await import('@trellis/client/sealed-payment');
  const sealed = await paySealed({
    chainId: session.genesis.chainId,
    from: own,
    payee,
    auditor: auditor === null ? null : await readerOf(session, 'asset', auditor),
    asset,
    amount,
    content: { remittance: noRemittance, message },
  });
  return [sealed];
}

/** The key is proven: whoever could put another in its place would read along. */
async function readerOf(
  { light }: Session,
  field: string,
  account: Address,
): Promise<SealedReader> {
  const { value } = await getEncryptionKey(light, account);
  if (value !== null) return { account, publicKey: value.publicKey };
  const who = shortAddress(formatAddress(account));
  throw new FieldProblem(field, t('{0} has published no encryption key: this is proven', who));
}
