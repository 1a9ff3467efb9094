/** An operator agrees to a recovery of the chain, with a key of its account. */
import { type Address, keyAddress, type SigningKey } from '@trellis/crypto';
import { type ChainRecovery, recoveryMessage } from '@trellis/protocol';
import { ChainRecoveryError } from './give-last-words.ts';

/** The recovery with this signature in addition; one of the same key is replaced. Throws `ChainRecoveryError`. */
export async function signRecovery(
  { plan, signatures }: ChainRecovery,
  operator: Address,
  key: SigningKey,
): Promise<ChainRecovery> {
  if (plan.lastValidators.every(({ validator }) => validator.operator !== operator)) {
    throw new ChainRecoveryError(
      'no_operator',
      'the key signs for an account that operates none of the last validators; name the account if it has several keys',
    );
  }
  const { scheme, publicKey } = key;
  const signature = await key.sign('chain-recovery', recoveryMessage(plan));
  const own = keyAddress(scheme, publicKey);
  const others = signatures.filter(
    (one) => one.operator !== operator || keyAddress(one.scheme, one.publicKey) !== own,
  );
  return { plan, signatures: [...others, { operator, scheme, publicKey, signature }] };
}
