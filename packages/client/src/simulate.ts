/** Trying a transaction out before anybody signs it: what it would do, how large it is, what it costs. */
import { type Address, type SchemeName, type SigningKey, schemes } from '@trellis/crypto';
import { type SignedTransaction, signsByRecovery } from '@trellis/protocol';
import { endpoints, type SimulationResponse } from '@trellis/protocol/http-api';
import { call } from './call.ts';
import { givenObject, givenPublicKey } from './given.ts';
import type { HttpTransport } from './http-transport.ts';
import type { LightClient } from './light-client.ts';
import { getAccount, getRecovery } from './read-state.ts';
import { type PrepareOptions, prepare } from './send.ts';
import { recoverySignerOf, signerOf, signTransaction } from './sign.ts';

/**
 * What a transaction would do in the next block, as the node reports it; nothing is kept. Its signatures are
 * not verified: those that are missing are missing in its size and fee as well.
 *
 * @example
 * const signed = await client.sign({ operations: [transfer({ from, to, asset, amount: 5n })] });
 * const { receipt } = await simulate(transport, signed);
 */
export function simulate(
  transport: HttpTransport,
  signed: SignedTransaction,
): Promise<SimulationResponse> {
  return call(transport, endpoints.simulateTransaction, { body: signed });
}

/** The public part of a key that will sign. */
interface PublicKey {
  readonly scheme: SchemeName;
  readonly publicKey: Uint8Array;
}

/** As `PrepareOptions`, with the keys that would sign; only their public part is needed. */
export interface RehearseOptions extends PrepareOptions {
  readonly publicKey: PublicKey;
  /** Of other accounts that have to sign. */
  readonly cosigners?: readonly { readonly account: Address; readonly publicKey: PublicKey }[];
}

/**
 * As `send`, up to the signature: in its place are as many zeros. Throws `BuildError`, `ProofError`,
 * `ApiProblem` or `Unreachable`.
 *
 * @example
 * const operations = [transfer({ from, to, asset, amount: 5n })];
 * const { simulation } = await rehearse(light, { sender: from, operations, publicKey: key });
 */
export async function rehearse(
  light: LightClient,
  given: RehearseOptions,
): Promise<{ readonly signed: SignedTransaction; readonly simulation: SimulationResponse }> {
  const {
    publicKey,
    cosigners = [],
    ...options
  } = givenObject(given, 'what to try out, such as its operations');
  givenPublicKey(publicKey);
  const { transaction, account } = await prepare(light, options);
  const key = placeholderKey(publicKey);
  const signer = signsByRecovery(transaction, options.sender)
    ? recoverySignerOf(await getRecovery(light, options.sender), key)
    : signerOf(account, key);
  const others = cosigners.map(async (one) =>
    signerOf(await getAccount(light, one.account), placeholderKey(one.publicKey)),
  );
  const signed = await signTransaction(transaction, [signer, ...(await Promise.all(others))]);
  return { signed, simulation: await simulate(light.transport, signed) };
}

/** A key whose signatures are zeros of the right length. */
function placeholderKey({ scheme, publicKey }: PublicKey): SigningKey {
  const signature = new Uint8Array(schemes[scheme].signatureBytes);
  return { scheme, publicKey, sign: () => Promise.resolve(signature) };
}
