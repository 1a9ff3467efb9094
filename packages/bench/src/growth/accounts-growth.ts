/** What accounts cost: a real database filled up step by step, and the same blocks measured at each size. */
import { join } from 'node:path';
import { type Address, asciiBytes, createProvider, hash, keyAddress } from '@trellis/crypto';
import {
  genesisBlock,
  openTree,
  proveKey,
  rootHash,
  type StateTree,
  trimTree,
  updateTree,
} from '@trellis/ledger';
import {
  type AssetCode,
  blockId,
  type ChainId,
  defaultChainLimits,
  encode,
  encodeStateRecord,
  type Genesis,
  mapKeyHash,
  mapProofCodec,
  mapValueHash,
  nextHeight,
  type StateKey,
  singleKeyPolicy,
  stateKey,
} from '@trellis/protocol';
import { openLevelStore } from '@trellis/storage';
import { makeOwnedHome, removeTestnetHome } from '@trellis/testnet';
import { folderBytes } from '../ledger/folder-bytes.ts';
import { median } from '../statistics.ts';

type Store = Awaited<ReturnType<typeof openLevelStore>>;
type Changes = Parameters<Store['commit']>[0]['changes'];

/** One number of accounts; times are medians over the measured blocks. */
export interface AccountsSize {
  readonly accounts: number;
  /** Microseconds for each payment of a block: reading both accounts and their balances. */
  readonly readMicros: number;
  /** The same for the tree: hashing what changed and the way up to the root. */
  readonly treeMicros: number;
  /** The same for the synced write of a whole block. */
  readonly commitMicros: number;
  readonly proofMicros: number;
  readonly proofBytes: number;
  readonly folderBytes: number;
  readonly heapBytes: number;
  /** From the size before to this one. */
  readonly fillSeconds: number;
}

const EUR = 'EUR' as AssetCode;
/** Entries of the state that a block adds while the database is filled. */
const fillEntries = 60_000;
const blockPayments = 1_000;
const measuredBlocks = 11;
const proofs = 500;

/** As in a running node (`node/engine/chain.ts`). */
const treeNodesMax = 400_000;

/** `onSize` is called as each size is done; `signal` ends it between blocks, with what there is. */
export async function measureAccounts(
  sizes: readonly number[],
  seed: number,
  handlers: {
    readonly onProgress: (accounts: number) => void;
    readonly onSize: (size: AccountsSize) => void | Promise<void>;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const folder = await makeOwnedHome();
  const store = await openLevelStore(join(folder, 'chain'));
  try {
    const chain = await createChain(store);
    let count = 0;
    for (const size of sizes) {
      const before = performance.now();
      let added = 0;
      for (const entries of fillBlocks(seed, count, size)) {
        if (handlers.signal.aborted) break;
        await chain.commit(entries);
        added += entries.size / 2;
        handlers.onProgress(count + Math.round(added));
      }
      count = size;
      if (handlers.signal.aborted) break;
      const fillSeconds = (performance.now() - before) / 1000;
      const measured = await measureSize(store, chain, seed, size);
      await handlers.onSize({ ...measured, folderBytes: await folderBytes(folder), fillSeconds });
    }
  } finally {
    await store.close();
    await removeTestnetHome(folder);
  }
}

interface GrowthChain {
  tree(): StateTree;
  /** Makes a block of these changes final; gives the microseconds that tree and disk took. */
  commit(changes: Changes): Promise<{ readonly tree: number; readonly disk: number }>;
}

async function createChain(store: Store): Promise<GrowthChain> {
  const genesis = emptyGenesis();
  const { header, changes, treeUpdate } = genesisBlock(genesis);
  const first = { header, blockId: blockId(header), certificate: null };
  await store.initialise(genesis, { final: first, receipts: [], changes, treeUpdate });
  let head = header;
  let tree = openTree(header.stateRoot, store.readTreePage);
  return {
    tree: () => tree,
    async commit(changes) {
      const start = performance.now();
      const update = updateTree(
        tree,
        [...changes].map(([key, record]) => [
          mapKeyHash(key),
          record === null ? null : mapValueHash(encodeStateRecord(key, record)),
        ]),
      );
      const stateRoot = rootHash(update.tree);
      const treeDone = performance.now();
      head = { ...head, height: nextHeight(head.height), stateRoot };
      const final = { header: head, blockId: blockId(head), certificate: null };
      await store.commit({ final, receipts: [], changes, balances: [], treeUpdate: update });
      const done = performance.now();
      tree = trimTree(update.tree, treeNodesMax);
      return { tree: (treeDone - start) * 1000, disk: (done - treeDone) * 1000 };
    },
  };
}

async function measureSize(
  store: Store,
  chain: GrowthChain,
  seed: number,
  accounts: number,
): Promise<Omit<AccountsSize, 'folderBytes' | 'fillSeconds'>> {
  const [reads, trees, disks]: [number[], number[], number[]] = [[], [], []];
  for (let block = 0; block < measuredBlocks; block++) {
    const start = performance.now();
    const changes = payments(store, seed, accounts, block);
    reads.push(((performance.now() - start) * 1000) / blockPayments);
    const { tree, disk } = await chain.commit(changes);
    trees.push(tree / blockPayments);
    disks.push(disk / blockPayments);
  }
  const times: number[] = [];
  let bytes = 0;
  for (let index = 0; index < proofs; index++) {
    const key = mapKeyHash(stateKey.balance(addressOf(seed, scatter(index, 7_919, accounts)), EUR));
    const start = performance.now();
    const proof = proveKey(chain.tree(), key);
    times.push((performance.now() - start) * 1000);
    bytes += encode(mapProofCodec, proof).length;
  }
  return {
    accounts,
    readMicros: median(reads),
    treeMicros: median(trees),
    commitMicros: median(disks),
    proofMicros: median(times),
    proofBytes: bytes / proofs,
    heapBytes: process.memoryUsage().heapUsed,
  };
}

/** A block of payments between accounts from all over the tree, as `executeBlock` would leave them. */
function payments(store: Store, seed: number, accounts: number, block: number): Changes {
  const changes = new Map<StateKey, NonNullable<ReturnType<Changes['get']>>>();
  for (let index = 0; index < blockPayments; index++) {
    const turn = block * blockPayments + index;
    const from = addressOf(seed, scatter(turn, 104_729, accounts));
    const to = addressOf(seed, scatter(turn, 15_485_863, accounts));
    const account = store.state.get(stateKey.account(from));
    const paid = store.state.get(stateKey.balance(from, EUR));
    const received = store.state.get(stateKey.balance(to, EUR));
    if (account === undefined || paid === undefined || received === undefined) {
      throw new Error('an account that was made is not there');
    }
    changes.set(stateKey.account(from), { ...account, sequence: account.sequence + 1n });
    changes.set(stateKey.balance(from, EUR), { amount: paid.amount - 1n });
    changes.set(stateKey.balance(to, EUR), { amount: received.amount + 1n });
  }
  return changes;
}

/**
 * The entries of new accounts, in blocks that follow the order of the tree instead of the accounts': so
 * each block changes a part of the tree of its own, and a node is hashed and written once or twice, not
 * again in every block.
 */
function* fillBlocks(seed: number, from: number, until: number): Iterable<Changes> {
  // By the first byte of where an entry is in the tree; an account's number is doubled, its balance is odd.
  const places = Array.from({ length: 256 }, (): number[] => []);
  for (let index = from; index < until; index++) {
    const address = addressOf(seed, index);
    for (const [offset, key] of [
      stateKey.account(address),
      stateKey.balance(address, EUR),
    ].entries()) {
      places[Number.parseInt(mapKeyHash(key).slice(0, 2), 16)]?.push(2 * index + offset);
    }
  }
  let block = new Map<StateKey, NonNullable<ReturnType<Changes['get']>>>();
  for (const [place, entries] of places.entries()) {
    for (const entry of entries) {
      const address = addressOf(seed, entry >> 1);
      if (entry % 2 === 1) block.set(stateKey.balance(address, EUR), { amount: 1_000_000n });
      else {
        const policy = singleKeyPolicy('ml-dsa-65', address);
        block.set(stateKey.account(address), { sequence: 0n, policy, nextPolicy: null });
      }
    }
    const next = places[place + 1]?.length ?? 0;
    if (block.size === 0 || (next > 0 && block.size + next <= fillEntries)) continue;
    yield block;
    block = new Map();
  }
}

/** An address that nobody has the key of: nothing is signed here. */
function addressOf(seed: number, index: number): Address {
  return hash('keyFile', asciiBytes(`growth ${seed} ${index}`)) as string as Address;
}

/** Spreads numbers over the accounts; `step` is prime. */
function scatter(index: number, step: number, accounts: number): number {
  return (index * step + 1) % accounts;
}

function emptyGenesis(): Genesis {
  const key = createProvider('native').openKey('ml-dsa-65', new Uint8Array(32));
  const holder = keyAddress('ml-dsa-65', key.publicKey);
  return {
    chainId: 'growth-bench' as ChainId,
    time: 1n,
    accountSchemes: ['ml-dsa-65'],
    validatorSchemes: ['ml-dsa-65'],
    recoverySchemes: [],
    validators: [
      {
        name: 'node1',
        scheme: 'ml-dsa-65',
        publicKey: key.publicKey,
        power: 1,
        peer: '12D3KooWL7y1dm8PLCKzPrgyFauRrj9dhTt9AwouJTS8UXnJJw5E',
        networkKey: holder,
        operator: holder,
      },
    ],
    observers: [],
    limits: defaultChainLimits,
    fees: null,
    assets: [{ asset: EUR, issuer: holder, decimals: 2, name: 'Euro' }],
    accounts: [
      {
        policy: singleKeyPolicy('ml-dsa-65', holder),
        publicKeys: [],
        balances: [{ asset: EUR, amount: 5n }],
        roles: [],
      },
    ],
  };
}
