/** Trying a transaction out before anybody signs it: what it would do, how large it is, what it costs. */
import { type SchemeName, type SigningKey, schemes } from '@trellis/crypto';
import { type SignedTransaction, signsByRecovery } from '@trellis/protocol';
import { endpoints, type SimulationResponse } from '@trellis/protocol/http-api';
import { call } from './call.ts';
import type { Client } from './client.ts';
import type { LightClient } from './light-client.ts';
import { getRecovery } from './read-state.ts';
import { type PrepareOptions, prepare } from './send.ts';
import { recoverySignerOf, signerOf, signTransaction } from './sign.ts';

/**
 * What a transaction would do in the next block, as the node reports it; nothing is kept. Its signatures are
 * not verified: those that are missing are missing in its size and fee as well.
 */
export function simulate(client: Client, signed: SignedTransaction): Promise<SimulationResponse> {
  return call(client, endpoints.simulateTransaction, { body: signed });
}

/** As `PrepareOptions`, with the key that would sign. */
export interface RehearseOptions extends PrepareOptions {
  /** The key that will sign; only its public part is needed. */
  readonly publicKey: { readonly scheme: SchemeName; readonly publicKey: Uint8Array };
}

/**
 * As `send`, up to the signature: in its place are as many zeros. Throws `BuildError`, `ProofError`,
 * `ApiProblem` or `Unreachable`.
 */
export async function rehearse(
  light: LightClient,
  { publicKey, ...options }: RehearseOptions,
): Promise<{ readonly signed: SignedTransaction; readonly simulation: SimulationResponse }> {
  const { transaction, account } = await prepare(light, options);
  const key = placeholderKey(publicKey);
  const signer = signsByRecovery(transaction, options.sender)
    ? recoverySignerOf(await getRecovery(light, options.sender), key)
    : signerOf(account, key);
  const signed = await signTransaction(transaction, [signer]);
  return { signed, simulation: await simulate(light.client, signed) };
}

/** A key whose signatures are zeros of the right length. */
function placeholderKey({ scheme, publicKey }: RehearseOptions['publicKey']): SigningKey {
  const signature = new Uint8Array(schemes[scheme].signatureBytes);
  return { scheme, publicKey, sign: () => Promise.resolve(signature) };
}
