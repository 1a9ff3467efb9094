/** A chain of payments made in memory, as a network would have made it: signed, executed, certified. */
import {
  type Address,
  createProvider,
  keyAddress,
  type SchemeName,
  type SigningKey,
} from '@trellis/crypto';
import {
  buildBlock,
  createDraft,
  genesisBlock,
  transactionContextAt,
  validatorSchedule,
} from '@trellis/ledger';
import {
  type AssetCode,
  type BlockHeader,
  blockId,
  type ChainId,
  type CommitCertificate,
  defaultChainLimits,
  type Evidence,
  encode,
  evidenceOf,
  type Genesis,
  type Height,
  keyAccount,
  nextHeight,
  proposerAt,
  signedTransactionCodec,
  singleKeyPolicy,
  toHeight,
  transactionMessage,
  type ValidatorSet,
  validatorAddress,
  validatorSetAt,
  voteMessage,
} from '@trellis/protocol';
import {
  readTransaction,
  type VerifiedTransaction,
} from '../../packages/node/src/engine/known-transaction.ts';

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
  readonly accounts: number;
  readonly blocks: number;
  readonly paymentsPerBlock: number;
  /** The height whose block shows that the fourth validator voted twice, if it did. */
  readonly doubleVoteAt: number | null;
}

const EUR = 'EUR' as AssetCode;
const peerStem = '12D3KooWL7y1dm8PLCKzPrgyFauRrj9dhTt9AwouJTS8UXnJJw5';
const provider = createProvider('native');

function openKey(scheme: SchemeName, number: number): SigningKey {
  const seed = new Uint8Array(scheme === 'ed25519+ml-dsa-65' ? 64 : 32);
  new DataView(seed.buffer).setUint32(0, number + 1);
  return provider.openKey(scheme, seed);
}

const keyOf = ({ scheme, publicKey }: SigningKey): Address => keyAddress(scheme, publicKey);
const accountOf = (key: SigningKey): Address => keyAccount(key.scheme, keyOf(key));

/** Four validators of equal power; three of them sign each block. */
export async function makeChain(options: ChainOptions): Promise<MadeChain> {
  const { scheme } = options;
  const validators = [0, 1, 2, 3].map((number) => openKey(scheme, 1_000_000 + number));
  const accounts = Array.from({ length: options.accounts }, (_, number) => openKey(scheme, number));
  const [operator] = accounts;
  if (operator === undefined) throw new Error('a chain needs an account');
  const genesis: Genesis = {
    chainId: 'made-chain' as ChainId,
    time: 1n,
    accountSchemes: [scheme],
    validatorSchemes: [scheme],
    recoverySchemes: [],
    validators: validators.map((key, index) => ({
      name: `node${index + 1}`,
      scheme,
      publicKey: key.publicKey,
      power: 1,
      peer: `${peerStem}${'ABCD'.charAt(index)}`,
      networkKey: keyOf(key),
      operator: accountOf(operator),
    })),
    observers: [],
    limits: defaultChainLimits,
    fees: null,
    assets: [{ asset: EUR, issuer: accountOf(operator), decimals: 2, name: 'Euro' }],
    accounts: accounts.map((key) => ({
      policy: singleKeyPolicy(scheme, keyOf(key)),
      publicKeys: [{ scheme, publicKey: key.publicKey }],
      balances: [{ asset: EUR, amount: 1_000_000n }],
      roles: [],
    })),
  };
  const first = genesisBlock(genesis);
  const state = createDraft({ get: () => undefined });
  let { header } = first;
  let { tree } = first.treeUpdate;
  for (const [key, record] of first.changes) state.set(key, record);
  const sequences = new Map<SigningKey, bigint>();
  const blocks: MadeBlock[] = [];
  let turn = 0;
  while (blocks.length < options.blocks) {
    const height = nextHeight(header.height);
    const payments = Array.from({ length: options.paymentsPerBlock }, () => {
      const from = accounts[turn % accounts.length] ?? operator;
      turn += 1;
      const to = accounts[turn % accounts.length] ?? operator;
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
    if (built.refused.length > 0) throw new Error(`refused: ${built.refused[0]?.refusal}`);
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
  const transaction = {
    chainId,
    sender: accountOf(from),
    sequence,
    validUntil: toHeight(height + 100n),
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
  const read = readTransaction(encode(signedTransactionCodec, { transaction, witnesses }));
  if (!read.ok) throw new Error(read.problem.message);
  return { ...read.value, verifiedKeys: [keyOf(from)] };
}
