/** A chain of one block for tests: validators, a state and a transaction list with their proofs. */
import {
  type Address,
  createProvider,
  type Hash,
  keyAddress,
  type SchemeName,
  type SigningKey,
  schemes,
} from '@trellis/crypto';
import {
  type BlockHeader,
  blockId,
  type ChainId,
  type CommitCertificate,
  defaultChainLimits,
  emptyMapRoot,
  type Genesis,
  genesisHash,
  listRoot,
  type MapProof,
  mapKeyHash,
  mapLeafHash,
  mapNodeHash,
  mapValueHash,
  pathBit,
  policyAddress,
  type StateKey,
  singleKeyPolicy,
  toHeight,
  validatorSetHash,
  voteMessage,
} from '@trellis/protocol';
import { trustGenesis } from '../trust.ts';
import { type TrustedChain, trustedValidators } from '../trusted-chain.ts';

export const provider = createProvider('native');

/** A key that is the same in every run. */
export function testKey(number: number, scheme: SchemeName = 'ed25519'): SigningKey {
  return provider.openKey(scheme, new Uint8Array(schemes[scheme].seedBytes).fill(number));
}

export function testAddress(number: number): Address {
  return keyAddress('ed25519', testKey(number).publicKey);
}

export interface FakeChain {
  readonly genesis: Genesis;
  readonly trusted: TrustedChain;
  /** Keys of the validators in the order of the validator set. */
  readonly validatorKeys: readonly SigningKey[];
}

/** A chain whose validators have power 1 each. `seed` gives other validators. */
export function fakeChain(name = 'test-chain', seed = 100, count = 4): FakeChain {
  const keys = Array.from({ length: count }, (_, index) => testKey(seed + index));
  const operatorPolicy = singleKeyPolicy('ed25519', testAddress(seed - 1));
  const genesis: Genesis = {
    chainId: name as ChainId,
    time: 1_700_000_000_000n,
    accountSchemes: ['ed25519'],
    validatorSchemes: ['ed25519'],
    recoverySchemes: [],
    validators: keys.map(({ publicKey }, index) => ({
      name: `node${index}`,
      scheme: 'ed25519',
      publicKey,
      power: 1,
      peer: `12D3KooWPeerNumber${index + 1}${'x'.repeat(20)}`,
      networkKey: keyAddress('ed25519', publicKey),
      operator: policyAddress(operatorPolicy),
    })),
    observers: [],
    limits: defaultChainLimits,
    fees: null,
    assets: [],
    accounts: [{ policy: operatorPolicy, publicKeys: [], balances: [], roles: [] }],
  };
  const trusted = trustGenesis(genesis);
  const validatorKeys = trustedValidators(trusted).validators.map(({ address }) => {
    const key = keys.find(({ publicKey }) => keyAddress('ed25519', publicKey) === address);
    if (key === undefined) throw new Error('every validator has a key');
    return key;
  });
  return { genesis, trusted, validatorKeys };
}

/** A header of the chain with empty roots, and with `changes`. */
export function fakeHeader(
  { trusted, genesis }: FakeChain,
  changes: Partial<BlockHeader> = {},
): BlockHeader {
  const [proposer] = trustedValidators(trusted).validators;
  if (proposer === undefined) throw new Error('a chain has validators');
  return {
    chainId: trusted.chainId,
    height: toHeight(7),
    time: 1_700_000_001_000n,
    proposer: proposer.address,
    previousBlockId: genesisHash(genesis),
    transactionsRoot: listRoot([]),
    witnessRoot: listRoot([]),
    evidenceRoot: listRoot([]),
    stateRoot: emptyMapRoot,
    receiptsRoot: listRoot([]),
    validatorSetHash: validatorSetHash(trustedValidators(trusted)),
    nextValidatorSetHash: validatorSetHash(trustedValidators(trusted)),
    version: 1,
    ...changes,
  };
}

/** The certificate of a header by the validators with these indexes. */
export async function certify(
  chain: FakeChain,
  header: BlockHeader,
  signers: readonly number[] = [0, 1, 2],
): Promise<CommitCertificate> {
  const { height } = header;
  const vote = { height, round: 0, blockId: blockId(header) };
  const message = voteMessage(chain.trusted.chainId, vote);
  const signatures = await Promise.all(
    signers.map(async (validatorIndex) => {
      const key = chain.validatorKeys[validatorIndex];
      if (key === undefined) throw new Error(`no validator ${validatorIndex}`);
      return { validatorIndex, signature: await key.sign('precommit', message) };
    }),
  );
  return { ...vote, signatures };
}

/** Root of a state with these entries, and the proof of one key or of its absence. */
export function proveEntry(
  entries: ReadonlyMap<StateKey, Uint8Array>,
  key: StateKey,
): { readonly root: Hash; readonly value: Uint8Array | null; readonly proof: MapProof } {
  const leaves = [...entries].map(([entryKey, value]) => ({
    keyHash: mapKeyHash(entryKey),
    valueHash: mapValueHash(value),
  }));
  const keyHash = mapKeyHash(key);
  const siblings: Hash[] = [];
  let here = leaves;
  for (let depth = 0; here.length > 1; depth++) {
    const side = pathBit(keyHash, depth);
    siblings.push(
      subtreeRoot(
        here.filter((leaf) => pathBit(leaf.keyHash, depth) !== side),
        depth + 1,
      ),
    );
    here = here.filter((leaf) => pathBit(leaf.keyHash, depth) === side);
  }
  const root = subtreeRoot(leaves, 0);
  return { root, value: entries.get(key) ?? null, proof: { siblings, leaf: here[0] ?? null } };
}

type Leaf = { readonly keyHash: Hash; readonly valueHash: Hash };

function subtreeRoot(leaves: readonly Leaf[], depth: number): Hash {
  const [first, second] = leaves;
  if (first === undefined) return emptyMapRoot;
  if (second === undefined) return mapLeafHash(first.keyHash, first.valueHash);
  const left = leaves.filter(({ keyHash }) => !pathBit(keyHash, depth));
  const right = leaves.filter(({ keyHash }) => pathBit(keyHash, depth));
  return mapNodeHash(subtreeRoot(left, depth + 1), subtreeRoot(right, depth + 1));
}
