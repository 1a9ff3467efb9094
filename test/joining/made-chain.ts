/** A chain of payments made in memory, as a network would have made it: signed, executed, certified. */
import { createProvider, keyAddress, type SchemeName, type SigningKey } from '@trellis/crypto';
import {
  buildBlock,
  createOverlay,
  genesisBlock,
  readTransaction,
  transactionContextAt,
  type VerifiedTransaction,
  validatorSchedule,
} from '@trellis/ledger';
import {
  type BlockHeader,
  blockId,
  type ChainId,
  type CommitCertificate,
  defaultChainLimits,
  type Evidence,
  evidenceOf,
  type Genesis,
  type Height,
  nextHeight,
  proposerAt,
  singleKeyPolicy,
  toHeight,
  type ValidatorSet,
  validatorAddress,
  validatorSetAt,
  voteMessage,
} from '@trellis/protocol';
import { keyOf, makeGenesis, payment, signTransaction } from '../small-chain.ts';

export interface MadeBlock {
  readonly header: BlockHeader;
  readonly certificate: CommitCertificate;
  readonly evidence: readonly Evidence[];
  readonly transactions: readonly Uint8Array[];
}

export interface MadeChain {
  readonly genesis: Genesis;
  /** From height 1 on. */
  readonly blocks: readonly MadeBlock[];
}

export interface ChainOptions {
  readonly scheme: SchemeName;
  /** Accounts that pay each other in turn. */
  readonly accounts: number;
  /** Accounts besides that only have a balance, and keys that nobody has. */
  readonly holders?: number;
  readonly blocks: number;
  /** In each block, or by its height. */
  readonly paymentsPerBlock: number | ((height: Height) => number);
  /** The height whose block shows that the fourth validator voted twice, if it did. */
  readonly doubleVoteAt: number | null;
}

const provider = createProvider('native');

function openKey(scheme: SchemeName, number: number): SigningKey {
  const seed = new Uint8Array(scheme === 'ed25519+ml-dsa-65' ? 64 : 32);
  new DataView(seed.buffer).setUint32(0, number + 1);
  return provider.openKey(scheme, seed);
}

function holderKey(number: number): Uint8Array {
  const bytes = new Uint8Array(32);
  new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
}

/** Four validators of equal power; three of them sign each block. */
export async function makeChain(options: ChainOptions): Promise<MadeChain> {
  const { scheme } = options;
  const validators = [0, 1, 2, 3].map((number) => openKey(scheme, 1_000_000 + number));
  const accounts = Array.from({ length: options.accounts }, (_, number) => openKey(scheme, number));
  const made = makeGenesis({
    chainId: 'made-chain',
    time: 1,
    nodes: new Map(validators.map((key, index) => [index, { key, power: 1 }])),
    accounts,
  });
  const holders = Array.from({ length: options.holders ?? 0 }, (_, number) => ({
    policy: singleKeyPolicy(scheme, keyAddress(scheme, holderKey(number))),
    publicKeys: [],
    balances: made.assets.map(({ asset }) => ({ asset, amount: 1n })),
    roles: [],
  }));
  const genesis: Genesis = { ...made, accounts: [...made.accounts, ...holders] };
  const first = genesisBlock(genesis);
  const state = createOverlay({ get: () => undefined });
  let { header } = first;
  let { tree } = first.treeUpdate;
  for (const [key, record] of first.changes) state.set(key, record);
  const sequences = new Map<SigningKey, bigint>();
  const blocks: MadeBlock[] = [];
  let turn = 0;
  while (blocks.length < options.blocks) {
    const height = nextHeight(header.height);
    const { paymentsPerBlock } = options;
    const length =
      typeof paymentsPerBlock === 'number' ? paymentsPerBlock : paymentsPerBlock(height);
    const payments = Array.from({ length }, () => {
      const [from, to] = [turn, turn + 1].map((at) => accounts[at % accounts.length]);
      if (from === undefined || to === undefined) throw new Error('a chain needs an account');
      turn += 1;
      const sequence = (sequences.get(from) ?? 0n) + 1n;
      sequences.set(from, sequence);
      return pay(genesis.chainId, from, to, sequence, height);
    });
    const schedule = validatorSchedule(state);
    const set = validatorSetAt(schedule, height);
    const found = Number(height) === options.doubleVoteAt ? [await doubleVote(height)] : [];
    const built = buildBlock(state, tree, transactionContextAt(state, genesis.chainId, height), {
      parent: header,
      time: header.time + 1_000n,
      proposer: proposerAt(set, height, 0).address,
      validators: set,
      nextValidators: validatorSetAt(schedule, nextHeight(height)),
      limits: defaultChainLimits,
      evidence: found,
      candidates: await Promise.all(payments),
    });
    if (built.rejected.length > 0) throw new Error(`rejected: ${built.rejected[0]?.rejection}`);
    for (const [key, record] of built.execution.changes) state.set(key, record);
    ({ header } = built);
    ({ tree } = built.execution.treeUpdate);
    blocks.push({
      header,
      certificate: await certify(header, set),
      evidence: built.evidence,
      transactions: built.transactions.map(({ encoded }) => encoded),
    });
  }
  return { genesis, blocks };

  async function doubleVote(height: Height): Promise<Evidence> {
    const [, , , key] = validators;
    if (key === undefined) throw new Error('a chain has four validators');
    const vote = async (id: MadeBlock['header']['stateRoot']) => {
      const voted = { height, round: 0, blockId: id };
      const signature = await key.sign('prevote', voteMessage(genesis.chainId, voted));
      return { type: 'prevote' as const, ...voted, validator: keyOf(key), signature };
    };
    const evidence = evidenceOf(await vote(header.stateRoot), await vote(header.witnessRoot));
    if (evidence === null) throw new Error('two different votes are evidence');
    return evidence;
  }

  async function certify(of: BlockHeader, set: ValidatorSet): Promise<CommitCertificate> {
    const voted = {
      height: of.height,
      round: 0 as CommitCertificate['round'],
      blockId: blockId(of),
    };
    const message = voteMessage(genesis.chainId, voted);
    const signatures = await Promise.all(
      validators.slice(0, 3).map(async (key) => ({
        validatorIndex: set.indexOf.get(validatorAddress(key)) ?? -1,
        signature: await key.sign('precommit', message),
      })),
    );
    return {
      ...voted,
      signatures: signatures.toSorted((a, b) => a.validatorIndex - b.validatorIndex),
    };
  }
}

async function pay(
  chainId: ChainId,
  from: SigningKey,
  to: SigningKey,
  sequence: bigint,
  height: Height,
): Promise<VerifiedTransaction> {
  const validUntil = toHeight(height + 100n);
  const operation = payment(from, to);
  const encoded = await signTransaction({ chainId, by: from, sequence, validUntil, operation });
  const read = readTransaction(encoded);
  if (!read.ok) throw new Error(read.problem.message);
  return { ...read.value, verifiedKeys: [keyOf(from)] };
}
