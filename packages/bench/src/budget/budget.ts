/**
 * What one payment costs one node when each part of the work is done once, alone and in large batches: the budget that
 * a node's CPU time for a payment is held against. Times are CPU time, so that other work on the machine counts little.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProvider, keyAddress, type SchemeName, zeroHash } from '@trellis/crypto';
import {
  type BlockExecution,
  checkTransaction,
  executeBlock,
  genesisBlock,
  type KnownTransaction,
  openTree,
  policiesOf,
  readTransaction,
  type StateTree,
  transactionClaims,
  transactionContextAt,
  updateTree,
} from '@trellis/ledger';
import {
  type AssetCode,
  type BlockHeader,
  blockId,
  type ChainId,
  decode,
  defaultChainLimits,
  encode,
  encodedTransactionId,
  encodeStateRecord,
  type Genesis,
  mapKeyHash,
  mapValueHash,
  nextHeight,
  signedTransactionCodec,
  signedTransactionHash,
  singleKeyPolicy,
  splitSignedTransaction,
  toHeight,
} from '@trellis/protocol';
import { batchRequestCodec, batchResponseCodec, decodeBatch } from '@trellis/protocol/http-api';
import { beginWithGenesis, openLevelStore } from '@trellis/storage';
import { type BenchAccount, benchAccounts } from '../ledger/accounts.ts';
import { type PaymentPlan, signPayments, type Turns } from '../ledger/payments.ts';

export const budgetLines = [
  'decode',
  'hash',
  'admit',
  'verify',
  'pass on',
  'execute',
  'update the tree',
  'store',
  'answer',
] as const;

export type BudgetLine = (typeof budgetLines)[number];

export interface BudgetPlan {
  readonly scheme: SchemeName;
  readonly accounts: number;
  readonly blockPayments: number;
  /** The first of them are not counted: their code is not compiled yet. */
  readonly warmUpBlocks: number;
  readonly blocks: number;
}

const chainId = 'budget-bench' as ChainId;
const seed = 1;

/** Microseconds of CPU time for a payment: means, as systems count the time of a thread in steps of milliseconds. */
export async function measureBudget(
  plan: BudgetPlan,
): Promise<Readonly<Record<BudgetLine, number>>> {
  const provider = createProvider('native');
  await provider.prepare();
  const accounts = benchAccounts(plan.scheme, plan.accounts, seed, provider);
  const folder = await mkdtemp(join(tmpdir(), 'trellis-budget-'));
  const store = await openLevelStore(join(folder, 'chain'));
  const sums = new Map<BudgetLine, number>();
  try {
    const genesis = genesisOf(accounts);
    await beginWithGenesis(store, genesis);
    const { header } = genesisBlock(genesis);
    let chain: Chain = { head: header, tree: openTree(header.stateRoot, store.readTreePage) };
    const turns: Turns = {
      used: [],
      payers: [...accounts.keys()],
      next: 0,
      holds: new Map(),
    };
    for (let block = 0; block < plan.warmUpBlocks + plan.blocks; block++) {
      const payments = await signPayments(paymentPlan(accounts), turns, plan.blockPayments);
      const encoded = payments.map((payment) => payment.encoded);
      const measured = new Map<BudgetLine, number>();
      const known = receive(measured, encoded);
      const verified = admit(measured, { state: store.state, chain, provider }, known);
      const execution = execute(measured, store.state, chain, verified);
      chain = await keep(measured, store, chain, { encoded, execution });
      timed(measured, 'answer', () => answerOf(known));
      if (block < plan.warmUpBlocks) continue;
      for (const [line, used] of measured) sums.set(line, (sums.get(line) ?? 0) + used);
    }
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
  const payments = plan.blocks * plan.blockPayments;
  const figures = budgetLines.map((line) => [line, (sums.get(line) ?? 0) / payments]);
  return Object.fromEntries(figures) as Record<BudgetLine, number>;
}

interface Chain {
  readonly head: BlockHeader;
  readonly tree: StateTree;
}

type Measured = Map<BudgetLine, number>;
type Store = Awaited<ReturnType<typeof openLevelStore>>;

/** Adds the CPU time that this thread takes for it. */
function timed<T>(measured: Measured, line: BudgetLine, run: () => T): T {
  const before = micros(process.threadCpuUsage());
  const result = run();
  measured.set(line, (measured.get(line) ?? 0) + micros(process.threadCpuUsage()) - before);
  return result;
}

function micros({ user, system }: NodeJS.CpuUsage): number {
  return user + system;
}

/** As a batch comes, by gossip or from a client, and is passed on. */
function receive(measured: Measured, encoded: readonly Uint8Array[]): readonly KnownTransaction[] {
  const batch = timed(measured, 'pass on', () => encode(batchRequestCodec, encoded));
  timed(measured, 'decode', () => {
    const read = decodeBatch(batch);
    if (!read.ok) throw new Error(read.problem.message);
    for (const one of read.value) decode(signedTransactionCodec, new Uint8Array(one));
  });
  timed(measured, 'hash', () => {
    for (const one of encoded) {
      encodedTransactionId(splitSignedTransaction(one).transaction);
      signedTransactionHash(one);
    }
  });
  return encoded.map((one) => {
    const read = readTransaction(one);
    if (!read.ok) throw new Error(read.problem.message);
    return read.value;
  });
}

/** What a payment is admitted by: the rules of the ledger, then its signature. */
function admit(
  measured: Measured,
  {
    state,
    chain,
    provider,
  }: {
    readonly state: Store['state'];
    readonly chain: Chain;
    readonly provider: ReturnType<typeof createProvider>;
  },
  known: readonly KnownTransaction[],
) {
  const context = transactionContextAt(state, chainId, nextHeight(chain.head.height));
  const required = timed(measured, 'admit', () =>
    known.map((one) => {
      const rejection = checkTransaction(state, context, one.signed, one.encoded.length);
      const claims = transactionClaims(state, context, one);
      if (rejection !== undefined || !claims.ok) throw new Error('a payment is rejected');
      return { one, claims, sufficedUnder: policiesOf(state, context, one.signed) };
    }),
  );
  timed(measured, 'verify', () => {
    for (const { claims } of required) {
      for (const claim of claims.claims) {
        if (provider.verifyNow(claim) !== true) throw new Error('a signature is not valid');
      }
    }
  });
  return required.map(({ one, claims, sufficedUnder }) => ({
    ...one,
    verifiedKeys: claims.keys,
    ...(sufficedUnder && { sufficedUnder }),
  }));
}

function execute(
  measured: Measured,
  state: Store['state'],
  { head, tree }: Chain,
  transactions: readonly KnownTransaction[],
): BlockExecution {
  const context = {
    ...transactionContextAt(state, chainId, nextHeight(head.height)),
    time: head.time + 1n,
    proposer: head.proposer,
    evidence: [],
  };
  const whole: Measured = new Map();
  const result = timed(whole, 'execute', () => executeBlock(state, tree, context, transactions));
  if (!result.ok) throw new Error('a block is not valid');
  const { execution } = result;
  timed(measured, 'update the tree', () =>
    updateTree(
      tree,
      [...execution.changes].map(([key, record]) => [
        mapKeyHash(key),
        record === null ? null : mapValueHash(encodeStateRecord(key, record)),
      ]),
    ),
  );
  // The tree is updated within; it is measured once more, alone, to tell the two apart.
  const treeMicros = measured.get('update the tree') ?? 0;
  measured.set('execute', (whole.get('execute') ?? 0) - treeMicros);
  return execution;
}

/** Both synced writes of a block, with the time of LevelDB's and libuv's threads. */
async function keep(
  measured: Measured,
  store: Store,
  { head }: Chain,
  {
    encoded,
    execution,
  }: { readonly encoded: readonly Uint8Array[]; readonly execution: BlockExecution },
): Promise<Chain> {
  const { receipts, changes, balances, treeUpdate, roots } = execution;
  const header: BlockHeader = {
    ...head,
    ...roots,
    height: nextHeight(head.height),
    time: head.time + 1n,
    previousBlockId: blockId(head),
  };
  const id = blockId(header);
  const before = micros(process.cpuUsage());
  await store.saveProposedBlock(id, { header, evidence: [], transactions: encoded });
  const final = { header, blockId: id, certificate: null };
  await store.commit({ final, receipts, changes, balances, treeUpdate });
  measured.set('store', micros(process.cpuUsage()) - before);
  return { head: header, tree: treeUpdate.tree };
}

function answerOf(known: readonly KnownTransaction[]): string {
  const results = known.map(({ id }) => ({ transactionId: id, refusal: null }));
  return JSON.stringify(batchResponseCodec.toJson({ results }));
}

const EUR = 'EUR' as AssetCode;

function paymentPlan(accounts: readonly BenchAccount[]): PaymentPlan {
  return {
    workload: 'transfers',
    holdsEndAt: 0n,
    chainId,
    accounts,
    memo: '',
    validUntil: toHeight(1_000n),
  };
}

function genesisOf(accounts: readonly BenchAccount[]): Genesis {
  const [first] = accounts;
  if (first === undefined) throw new RangeError('expected an account or more');
  const { key, address } = first;
  return {
    chainId,
    time: 1n,
    accountSchemes: [key.scheme],
    validatorSchemes: [key.scheme],
    recoverySchemes: [],
    validators: [
      {
        name: 'node1',
        scheme: key.scheme,
        publicKey: key.publicKey,
        power: 1,
        peer: '12D3KooWL7y1dm8PLCKzPrgyFauRrj9dhTt9AwouJTS8UXnJJw5E',
        networkKey: zeroHash as string as typeof address,
        operator: address,
      },
    ],
    observers: [],
    limits: defaultChainLimits,
    fees: null,
    assets: [{ asset: EUR, issuer: address, decimals: 2, name: 'Euro' }],
    accounts: accounts.map(({ key: { scheme, publicKey } }) => ({
      policy: singleKeyPolicy(scheme, keyAddress(scheme, publicKey)),
      publicKeys: [{ scheme, publicKey }],
      balances: [{ asset: EUR, amount: 1_000_000n }],
      roles: [],
    })),
  };
}
