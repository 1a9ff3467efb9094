/** Which signatures of a transaction must be verified, and whether they would suffice. */
import {
  type Address,
  keyAddress,
  type SchemeName,
  type SignatureClaim,
  schemes,
} from '@trellis/crypto';
import {
  accountKey,
  type PolicyKey,
  publicKeyKey,
  type Refusal,
  requiredSigners,
  type SignedTransaction,
  transactionPurpose,
  type Witness,
} from '@trellis/protocol';
import { policyAt } from './accounts.ts';
import type { BlockContext } from './block-context.ts';
import type { State } from './state.ts';

/** A signature to verify, and the key of the policy that it is by. */
export interface WitnessClaim {
  readonly keyAddress: Address;
  readonly scheme: SchemeName;
  readonly publicKey: Uint8Array;
  readonly signature: Uint8Array;
}

export type WitnessClaims =
  | { readonly ok: true; readonly claims: readonly WitnessClaim[] }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * The claims of a transaction's witnesses, one each, in order. Policies and registered keys are those
 * of `state`, the state before the block: so all signatures of a block can be verified at once, before
 * any of it is executed, and an account made in a block acts from the next.
 */
export function witnessClaims(
  state: State,
  context: BlockContext,
  { transaction, witnesses }: SignedTransaction,
): WitnessClaims {
  const weightMissing = new Map<Address, number>();
  for (const account of requiredSigners(transaction)) {
    const record = state.get(accountKey(account));
    if (record === undefined) return refuse('unknown_sender');
    weightMissing.set(account, policyAt(record, context.height).threshold);
  }
  const seen = new Set<string>();
  const claims: WitnessClaim[] = [];
  for (const witness of witnesses) {
    const { account, keyIndex, signature } = witness;
    const missing = weightMissing.get(account);
    if (missing === undefined) return refuse('witness_unneeded');
    if (seen.has(`${account} ${keyIndex}`)) return refuse('witness_duplicate');
    seen.add(`${account} ${keyIndex}`);
    const record = state.get(accountKey(account));
    const key = record && policyAt(record, context.height).keys[keyIndex];
    if (key === undefined) return refuse('unknown_key');
    if (!context.accountSchemes.includes(key.scheme)) return refuse('scheme_phased_out');
    const publicKey = publicKeyOf(state, key, witness);
    if (!(publicKey instanceof Uint8Array)) return refuse(publicKey);
    if (signature.length !== schemes[key.scheme].signatureBytes) return refuse('bad_signature');
    weightMissing.set(account, missing - key.weight);
    claims.push({ keyAddress: key.address, scheme: key.scheme, publicKey, signature });
  }
  for (const missing of weightMissing.values()) if (missing > 0) return refuse('policy_not_met');
  return { ok: true, claims };
}

/** The key's bytes: from the witness on first use, else as registered. */
function publicKeyOf(
  state: State,
  { scheme, address }: PolicyKey,
  { publicKey }: Witness,
): Uint8Array | Refusal {
  const registered = state.get(publicKeyKey(address));
  if (publicKey === null) return registered?.publicKey ?? 'missing_public_key';
  // The registered array is the one the verifier has parsed before.
  if (keyAddress(scheme, publicKey) === address) return registered?.publicKey ?? publicKey;
  return 'wrong_public_key';
}

/** What to verify for a witness; `message` is the transaction's `transactionMessage`. */
export function signatureClaim(
  { scheme, publicKey, signature }: WitnessClaim,
  message: Uint8Array,
): SignatureClaim {
  return { scheme, purpose: transactionPurpose, publicKey, message, signature };
}

function refuse(refusal: Refusal): WitnessClaims {
  return { ok: false, refusal };
}
