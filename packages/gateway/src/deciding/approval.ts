/**
 * A second person's consent to a payment over a limit: a signature by another key of the payer's policy than the one that
 * the gateway signs with, over what is paid and the instruction that asks for it.
 */
import type { SignatureVerifier } from '@trellis/client';
import {
  type Address,
  asciiBytes,
  fromBase64,
  isSchemeName,
  keyAddress,
  type SigningKey,
  toBase64,
} from '@trellis/crypto';
import type { ChainId, Policy } from '@trellis/protocol';
import type { PlannedFacts } from '../journal/journal.ts';

export interface ApprovedInstruction extends PlannedFacts {
  readonly chainId: ChainId;
  /** Of its message. */
  readonly key: string;
  readonly position: number;
}

/** What is signed: one text for one payment of one chain. */
function approvalMessage(approved: ApprovedInstruction): Uint8Array {
  const { chainId, key, position, payer, payee, asset, amount } = approved;
  const parts = [chainId, key, position, payer, payee, asset, String(amount)];
  return asciiBytes(JSON.stringify(parts));
}

/** The consent, as text that is kept. */
export async function signApproval(
  approved: ApprovedInstruction,
  key: SigningKey,
): Promise<string> {
  const signature = await key.sign('approval', approvalMessage(approved));
  const { scheme, publicKey } = key;
  return JSON.stringify({
    ...{ scheme, publicKey: toBase64(publicKey), signature: toBase64(signature) },
  });
}

/** The key of a policy that gave its consent; `undefined` if this is no consent to that payment, or the gateway's own. */
export async function approverOf(
  content: string,
  approved: ApprovedInstruction,
  policy: Policy,
  { verifier, own }: { readonly verifier: SignatureVerifier; readonly own: Address },
): Promise<Address | undefined> {
  const given = parseApproval(content);
  if (given === undefined) return undefined;
  const { scheme, publicKey, signature } = given;
  const key = policy.keys.find(({ address }) => address === keyAddress(scheme, publicKey));
  if (key === undefined || key.address === own || key.scheme !== scheme) return undefined;
  const message = approvalMessage(approved);
  const claim = { scheme, purpose: 'approval' as const, publicKey, message, signature };
  return (await verifier.verify(claim)) ? key.address : undefined;
}

function parseApproval(content: string) {
  const parsed = parseJson(content);
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const { scheme, publicKey, signature } = parsed as Readonly<Record<string, unknown>>;
  if (typeof scheme !== 'string' || !isSchemeName(scheme)) return undefined;
  if (typeof publicKey !== 'string' || typeof signature !== 'string') return undefined;
  const [key, signed] = [fromBase64(publicKey), fromBase64(signature)];
  return key && signed ? { scheme, publicKey: key, signature: signed } : undefined;
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}
