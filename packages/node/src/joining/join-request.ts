/**
 * The join request: what an organisation sends to those it founds a network with, or asks to be let into one. It says
 * which keys its node has, and every one of them signs it, so that nobody can name a key of somebody else.
 */

import { ConfigError } from '@trellis/api';
import {
  type Address,
  keyAddress,
  type SignatureClaim,
  type SignatureProvider,
  schemes,
} from '@trellis/crypto';
import { peerNameOfPublicKey } from '@trellis/network';
import { addressesMax, peerAddressCodec } from '@trellis/network/multiaddr';
import {
  byteVector,
  container,
  decodeJsonText,
  encode,
  list,
  nodeNameCodec,
  optional,
  type Policy,
  policyAddress,
  problemText,
  publicKeyCodec,
  schemeCodec,
  signatureCodec,
  singleKeyPolicy,
  tag,
  text,
  type ValueOf,
} from '@trellis/protocol';

const keyCodec = container({ scheme: schemeCodec, publicKey: publicKeyCodec });
const line = (bytes: number, what: string) =>
  text(bytes, what, (value): value is string => /^[\x20-\x7e]*$/.test(value));

const requestCodec = container({
  name: nodeNameCodec,
  role: tag({ validator: 0, observer: 1 }),
  /** What it votes with; `null` of an observer. */
  validator: optional(keyCodec),
  /** Ed25519; the peer id is made of it. */
  peerKey: byteVector(schemes.ed25519.publicKeyBytes),
  /** ML-DSA-65; connections are made with it. */
  networkKey: byteVector(schemes['ml-dsa-65'].publicKeyBytes),
  /** The key of the account that acts for the node in governance. */
  operator: keyCodec,
  /** Where others reach it, as multiaddrs: at itself, or through its sentries. */
  addresses: list(peerAddressCodec, addressesMax),
  /** Whom to ask, for people: a name, a telephone number. */
  contact: line(256, 'a contact: up to 256 printable ASCII characters'),
  /** Of the software that made it. */
  software: line(64, 'a version'),
});

export const joinRequestCodec = container({
  request: requestCodec,
  /** That each key is in the hands of whoever made the request. */
  possession: container({
    validator: optional(signatureCodec),
    peerKey: signatureCodec,
    networkKey: signatureCodec,
    operator: signatureCodec,
  }),
});

export type UnsignedJoinRequest = ValueOf<typeof requestCodec>;
export type JoinRequest = ValueOf<typeof joinRequestCodec>;

/** What each key signs. A request is made before there is a chain, so it names none; its purpose is its own. */
export function joinRequestMessage(request: UnsignedJoinRequest): Uint8Array {
  return encode(requestCodec, request);
}

/** Who the request is of, as the ledger names it. */
export function peerOf({ request }: JoinRequest): string {
  const peer = peerNameOfPublicKey(request.peerKey);
  if (peer === undefined) throw new Error('a peer key of another length was decoded');
  return peer;
}

/** The account that acts for the node in governance, by its one key. */
export function operatorAccount({ request: { operator } }: JoinRequest): {
  readonly policy: Policy;
  readonly address: Address;
} {
  const policy = singleKeyPolicy(operator.scheme, keyAddress(operator.scheme, operator.publicKey));
  return { policy, address: policyAddress(policy) };
}

/** What is wrong with a request, as a sentence; or nothing. */
export async function joinRequestProblem(
  { request, possession }: JoinRequest,
  provider: SignatureProvider,
): Promise<string | undefined> {
  const { validator, role } = request;
  if ((role === 'validator') !== (validator !== null)) {
    return 'a validator, and nobody else, has a key that it votes with';
  }
  for (const key of [validator, request.operator]) {
    if (key !== null && key.publicKey.length !== schemes[key.scheme].publicKeyBytes) {
      return `a public key of ${key.scheme} has ${schemes[key.scheme].publicKeyBytes} bytes`;
    }
  }
  const message = joinRequestMessage(request);
  const claim = (
    { scheme, publicKey }: ValueOf<typeof keyCodec>,
    signature: Uint8Array,
  ): SignatureClaim => ({ scheme, publicKey, message, signature, purpose: 'join-request' });
  const claims: readonly (readonly [string, SignatureClaim])[] = [
    ['peer key', claim({ scheme: 'ed25519', publicKey: request.peerKey }, possession.peerKey)],
    [
      'network key',
      claim({ scheme: 'ml-dsa-65', publicKey: request.networkKey }, possession.networkKey),
    ],
    ['operator’s key', claim(request.operator, possession.operator)],
    ...(validator === null
      ? []
      : [['validator key', claim(validator, possession.validator ?? new Uint8Array())] as const]),
  ];
  for (const [what, one] of claims) {
    if (!(await provider.verify(one))) return `the signature by the ${what} does not verify`;
  }
  return undefined;
}

/** Reads and checks a request. `what` names it in errors. Throws `ConfigError` `join_request_invalid`. */
export async function readJoinRequest(
  content: string,
  what: string,
  provider: SignatureProvider,
): Promise<JoinRequest> {
  const decoded = decodeJsonText(joinRequestCodec, content);
  const problem = decoded.ok
    ? await joinRequestProblem(decoded.value, provider)
    : problemText(decoded.problem);
  if (decoded.ok && problem === undefined) return decoded.value;
  throw new ConfigError('join_request_invalid', `the join request ${what} is invalid: ${problem}`);
}
