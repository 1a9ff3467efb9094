/** The chain that simulated and made-up networks run: some nodes, some accounts with money. */
import { type Address, keyAddress, type SigningKey } from '@trellis/crypto';
import type { PeerName } from '@trellis/engine';
import {
  type AssetCode,
  type ChainId,
  defaultChainLimits,
  encode,
  type Genesis,
  type Height,
  keyAccount,
  type Operation,
  signedTransactionCodec,
  singleKeyPolicy,
  transactionMessage,
} from '@trellis/protocol';

const EUR = 'EUR' as AssetCode;
const nodesMax = 20;

export const keyOf = ({ scheme, publicKey }: SigningKey): Address => keyAddress(scheme, publicKey);
export const accountOf = (key: SigningKey): Address => keyAccount(key.scheme, keyOf(key));

export function nodeName(index: number): string {
  return `node${index + 1}`;
}

/** A well-formed peer id for each node. */
export function peerName(index: number): PeerName {
  const last = '123456789ABCDEFGHJKL'.charAt(index);
  if (last === '') throw new RangeError(`there are names for ${nodesMax} nodes`);
  return `12D3KooWL7y1dm8PLCKzPrgyFauRrj9dhTt9AwouJTS8UXnJJw5${last}` as PeerName;
}

/** The network keys of all nodes are the ones that they vote with, or might; the first account operates them. */
export function makeGenesis(options: {
  readonly chainId: string;
  readonly time: number;
  /** By their numbers; whoever has no power only follows. */
  readonly nodes: ReadonlyMap<number, { readonly key: SigningKey; readonly power: number }>;
  readonly accounts: readonly SigningKey[];
}): Genesis {
  const { chainId, time, nodes, accounts } = options;
  const [operator] = accounts;
  if (operator === undefined) throw new RangeError('a chain needs an account');
  const records = [...nodes].map(([index, { key, power }]) => {
    const { scheme, publicKey } = key;
    return { ...nodeOf(index, key, operator), scheme, publicKey, power };
  });
  return {
    chainId: chainId as ChainId,
    time: BigInt(time),
    accountSchemes: [operator.scheme],
    validatorSchemes: [operator.scheme],
    recoverySchemes: [],
    validators: records.filter(({ power }) => power > 0),
    observers: records
      .filter(({ power }) => power === 0)
      .map(({ name, peer, networkKey, operator }) => ({ name, peer, networkKey, operator })),
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

/** What the registry says of a node. */
export function nodeOf(index: number, key: SigningKey, operator: SigningKey) {
  return {
    name: nodeName(index),
    peer: peerName(index),
    networkKey: keyOf(key),
    operator: accountOf(operator),
  };
}

/** The payment of a cent. */
export function payment(from: SigningKey, to: SigningKey): Operation {
  return {
    type: 'transfer',
    source: accountOf(from),
    to: accountOf(to),
    asset: EUR,
    amount: 1n,
  };
}

/** A transaction of one operation by its sender, in its canonical encoding. */
export async function signTransaction(options: {
  readonly chainId: ChainId;
  readonly by: SigningKey;
  readonly sequence: bigint;
  readonly validUntil: Height;
  readonly operation: Operation;
}): Promise<Uint8Array> {
  const { chainId, by, sequence, validUntil, operation } = options;
  const sender = accountOf(by);
  const operations = [operation];
  const transaction = { chainId, sender, sequence, validUntil, operations, memo: '' };
  const signature = await by.sign('tx', transactionMessage(transaction));
  const witnesses = [{ account: sender, keyIndex: 0, signature, publicKey: null }];
  return encode(signedTransactionCodec, { transaction, witnesses });
}
