/** The chain that simulated engines run: some validators, some accounts with money. */
import { type Address, keyAddress, type SigningKey } from '@trellis/crypto';
import {
  type AssetCode,
  type ChainId,
  defaultChainLimits,
  encode,
  type Genesis,
  type Height,
  keyAccount,
  signedTransactionCodec,
  singleKeyPolicy,
  transactionMessage,
} from '@trellis/protocol';
import type { PeerName } from '../../../packages/node/src/ports/transport.ts';

/** When a simulation begins, by the right clock. */
export const epochMs = 1_700_000_000_000;

const EUR = 'EUR' as AssetCode;
const chainId = 'simulated' as ChainId;

const keyOf = ({ scheme, publicKey }: SigningKey): Address => keyAddress(scheme, publicKey);
const accountOf = (key: SigningKey): Address => keyAccount(key.scheme, keyOf(key));

function nodeName(index: number): string {
  return `node${index + 1}`;
}

/** A well-formed peer id for each node. */
export function peerName(index: number): PeerName {
  const last = '123456789ABCDEFGHJKL'.charAt(index);
  return `12D3KooWL7y1dm8PLCKzPrgyFauRrj9dhTt9AwouJTS8UXnJJw5${last}` as PeerName;
}

export function makeGenesis(options: {
  readonly validators: readonly SigningKey[];
  readonly powers: readonly number[];
  readonly accounts: readonly SigningKey[];
}): Genesis {
  const { validators, powers, accounts } = options;
  const [operator] = accounts;
  if (operator === undefined) throw new RangeError('a chain needs an account');
  return {
    chainId,
    time: BigInt(epochMs),
    accountSchemes: [operator.scheme],
    validatorSchemes: [operator.scheme],
    recoverySchemes: [],
    validators: validators.map((key, index) => ({
      name: nodeName(index),
      scheme: key.scheme,
      publicKey: key.publicKey,
      power: powers[index] ?? 1,
      peer: peerName(index),
      networkKey: keyOf(key),
      operator: accountOf(operator),
    })),
    observers: [],
    limits: defaultChainLimits,
    fees: null,
    assets: [{ asset: EUR, issuer: accountOf(operator), decimals: 2, name: 'Euro' }],
    accounts: accounts.map((key) => ({
      policy: singleKeyPolicy(key.scheme, keyOf(key)),
      publicKeys: [{ scheme: key.scheme, publicKey: key.publicKey }],
      balances: [{ asset: EUR, amount: 1_000_000n }],
      roles: [],
    })),
  };
}

/** A payment in its canonical encoding. */
export async function pay(payment: {
  readonly from: SigningKey;
  readonly to: SigningKey;
  readonly sequence: bigint;
  readonly validUntil: Height;
}): Promise<Uint8Array> {
  const { from, to, sequence, validUntil } = payment;
  const transaction = {
    chainId,
    sender: accountOf(from),
    sequence,
    validUntil,
    operations: [
      {
        type: 'transfer' as const,
        source: accountOf(from),
        to: accountOf(to),
        asset: EUR,
        amount: 1n,
      },
    ],
    memo: '',
  };
  const signature = await from.sign('tx', transactionMessage(transaction));
  const witnesses = [{ account: accountOf(from), keyIndex: 0, signature, publicKey: null }];
  return encode(signedTransactionCodec, { transaction, witnesses });
}
