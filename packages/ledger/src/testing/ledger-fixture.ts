/** A small ledger for tests: accounts by name, blocks made and checked by the real rules. */

import { type Address, asciiBytes, keyAddress, schemes, zeroHash } from '@trellis/crypto';
import {
  type AssetCode,
  type BlockHeader,
  type ChainId,
  defaultChainLimits,
  defaultRecoverySchemes,
  encode,
  type Genesis,
  type GrantableRole,
  newestVersion,
  nextHeight,
  type Operation,
  policyAddress,
  type RecordOf,
  type SignedTransaction,
  type StateKey,
  type StateKind,
  signedTransactionCodec,
  signedTransactionHash,
  singleKeyPolicy,
  stateKey,
  type Transaction,
  toHeight,
  transactionId,
} from '@trellis/protocol';
import {
  type BlockContext,
  type BlockExecution,
  executeBlock,
  genesisBlock,
  type KnownTransaction,
  type State,
  type StateTree,
  transactionContextAt,
} from '../index.ts';
import type { StateChanges } from '../state/state.ts';

export const chainId = 'test-chain' as ChainId;
export const EUR = 'EUR' as AssetCode;
export const USD = 'USD' as AssetCode;

/** A public key that nobody can sign with: execution asks for none. */
export const publicKeyOf = (name: string): Uint8Array => {
  const publicKey = new Uint8Array(schemes['ml-dsa-65'].publicKeyBytes);
  publicKey.set(asciiBytes(name));
  return publicKey;
};

export const keyOf = (name: string): Address => keyAddress('ml-dsa-65', publicKeyOf(name));

export const policyOf = (name: string) => singleKeyPolicy('ml-dsa-65', keyOf(name));

/** Hashing a key of thousands of bytes again for each mention of a name would take most of a test. */
const addresses = new Map<string, Address>();

/** The account of a name's only key. */
export const addressOf = (name: string): Address => {
  const known = addresses.get(name) ?? policyAddress(policyOf(name));
  addresses.set(name, known);
  return known;
};

/** `bob` may issue assets too, but has none. */
const rolesOf: Readonly<Record<string, readonly GrantableRole[]>> = {
  issuer: ['issuer', 'registrar'],
  bob: ['issuer'],
};

/** `issuer` issues EUR and USD; every name holds 1000 of each. */
export function makeGenesis(names: readonly string[], changes: Partial<Genesis> = {}): Genesis {
  return {
    chainId,
    time: 1_000n,
    accountSchemes: ['ml-dsa-65', 'ml-dsa-44'],
    validatorSchemes: ['ml-dsa-65'],
    recoverySchemes: defaultRecoverySchemes,
    validators: [
      {
        name: 'node1',
        scheme: 'ml-dsa-65',
        publicKey: publicKeyOf('validator'),
        power: 1,
        peer: '12D3KooWL7y1dm8PLCKzPrgyFauRrj9dhTt9AwouJTS8UXnJJw5E',
        networkKey: keyOf('network'),
        operator: addressOf('issuer'),
      },
    ],
    observers: [],
    limits: defaultChainLimits,
    fees: null,
    assets: [EUR, USD].map((asset) => ({
      asset,
      issuer: addressOf('issuer'),
      decimals: 2,
      name: `Money ${asset}`,
    })),
    accounts: ['issuer', ...names].map((name) => ({
      policy: policyOf(name),
      publicKeys: [{ scheme: 'ml-dsa-65' as const, publicKey: publicKeyOf(name) }],
      balances: [EUR, USD].map((asset) => ({ asset, amount: 1_000n })),
      roles: rolesOf[name] ?? [],
    })),
    ...changes,
  };
}

/** A chain in memory. */
export interface TestLedger {
  readonly genesis: Genesis;
  header: BlockHeader;
  tree: StateTree;
  readonly records: Map<StateKey, RecordOf<StateKind>>;
  readonly state: State;
  context(): BlockContext;
  /** Executes a block of these transactions and makes it the head. Throws if it is invalid. */
  run(...transactions: readonly KnownTransaction[]): BlockExecution;
}

/** Writes what a draft or a block changed. */
export function applyChanges(records: TestLedger['records'], changes: StateChanges): void {
  for (const [key, record] of changes) {
    if (record === null) records.delete(key);
    else records.set(key, record);
  }
}

export function createLedger(genesis: Genesis): TestLedger {
  const first = genesisBlock(genesis);
  const records = new Map<StateKey, RecordOf<StateKind>>();
  applyChanges(records, first.changes);
  const ledger: TestLedger = {
    genesis,
    header: first.header,
    tree: first.treeUpdate.tree,
    records,
    // The map holds what `set` was given under the same key, so the kinds agree.
    state: { get: (key) => (records.get(key) ?? undefined) as never },
    context: () => ({
      ...transactionContextAt(ledger.state, chainId, nextHeight(ledger.header.height)),
      time: ledger.header.time + 1n,
      proposer: keyOf('validator'),
      evidence: [],
    }),
    run(...transactions) {
      const context = ledger.context();
      const result = executeBlock(ledger.state, ledger.tree, context, transactions);
      if (!result.ok) {
        throw new Error(
          'rejection' in result
            ? `transaction ${result.transactionIndex}: ${result.rejection}`
            : `evidence ${result.evidenceIndex}: ${result.problem}`,
        );
      }
      const { execution } = result;
      applyChanges(records, execution.changes);
      ledger.tree = execution.treeUpdate.tree;
      ledger.header = {
        ...ledger.header,
        ...execution.roots,
        height: context.height,
        time: context.time,
        version: context.version,
      };
      return execution;
    },
  };
  return ledger;
}

/** Makes the next block of a chain one of the newest version. */
export function upgradeToNewest({ records, header }: TestLedger): void {
  const upgrade = { version: newestVersion, height: header.height, release: 'newest' };
  const effective = { ...upgrade, releaseHash: zeroHash };
  records.set(stateKey.protocol('version'), { effective, pending: null, lapsed: null });
}

/** A signed transaction whose signatures are not real. */
export function transaction(
  sender: string,
  sequence: bigint,
  operations: readonly Operation[],
  changes: Partial<Transaction> = {},
  witnesses: SignedTransaction['witnesses'] = [],
): KnownTransaction {
  const signed: SignedTransaction = {
    transaction: {
      chainId,
      sender: addressOf(sender),
      sequence,
      validUntil: toHeight(1_000),
      operations,
      memo: '',
      ...changes,
    },
    witnesses,
  };
  const encoded = encode(signedTransactionCodec, signed);
  return {
    signed,
    id: transactionId(signed.transaction),
    hash: signedTransactionHash(encoded),
    encoded,
  };
}

/** A payment between named accounts. */
export function pay(from: string, to: string, amount: bigint, asset = EUR): Operation {
  return { type: 'transfer', source: addressOf(from), to: addressOf(to), asset, amount };
}
