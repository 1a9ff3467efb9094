/**
 * Who watches the engines: a chain of its own that executes every final block once more, and the memory
 * of who signed what. What must never happen is noted; the run stops at it.
 */
import { type Address, claimsFault, type Hash } from '@trellis/crypto';
import type { BlockContent, FinalHeader, Verifier } from '@trellis/engine';
import {
  type ChainView,
  createChain,
  directMessageCodec,
  proposalMessageCodec,
  validateBlock,
  verifyAs,
} from '@trellis/engine';
import { readTransaction } from '@trellis/ledger';
import {
  blockId,
  certificateClaims,
  decode,
  type Genesis,
  type Height,
  infractionOf,
  nextHeight,
  type SignedProposal,
  type SignedVote,
  type ValidatorSet,
  validatorSetHash,
} from '@trellis/protocol';
import { beginWithGenesis, type ChainStore } from '@trellis/storage';
import { Violation } from '../violation.ts';
import type { Said } from './network.ts';

export interface Referee {
  /** A node has this block as its next final one. */
  onFinal(node: number, final: FinalHeader, content: BlockContent): void;
  /** A node begins with this final block instead of the genesis. */
  onSnapshot(node: number, final: FinalHeader): void;
  /** A node says this. */
  onSaid(said: Said): void;
  /** A node found that this validator signed two different messages. */
  onEvidence(culprit: Address): void;
  report(invariant: string, detail: string): void;
  /** What was violated first. */
  violation(): Violation | null;
  /** Heights of blocks with this transaction in them. */
  isFinal(transaction: Hash): boolean;
  /** The chain of all blocks that are final anywhere. */
  readonly chain: ChainView;
  /** Who decides a height; known two blocks ahead. */
  validatorsOf(height: Height): ValidatorSet | undefined;
  /** Rounds in which the blocks were decided, from height 1. */
  rounds(): readonly number[];
  evidence(): number;
}

/** `store` must hold nothing. */
export async function createReferee(options: {
  readonly genesis: Genesis;
  readonly store: ChainStore;
  readonly verifier: Verifier;
  /** The honest node that votes with this key at times, if it is one's. */
  readonly honestOwner: (validator: Address) => number | undefined;
}): Promise<Referee> {
  const { genesis, store, verifier, honestOwner } = options;
  await beginWithGenesis(store, genesis);
  const chain = createChain(genesis, store);
  const finals: FinalHeader[] = [];
  /** Who decides each height from 1 on, up to two beyond the newest. */
  const sets: ValidatorSet[] = [chain.validators(), chain.nextValidators()];
  const validatorsOf = (height: Height): ValidatorSet | undefined => sets[Number(height) - 1];
  const signed = new Map<string, string>();
  /** Keys that signed at a height, as text. */
  const signers = new Set<string>();
  const transactions = new Set<Hash>();
  let first: Violation | null = null;
  let evidence = 0;
  let executing: Promise<void> = Promise.resolve();

  function report(invariant: string, detail: string): void {
    first ??= new Violation(invariant, detail);
  }

  /** Executes a block that was not final anywhere before. */
  async function execute(node: number, final: FinalHeader, content: BlockContent): Promise<void> {
    const { height } = final.header;
    await checkCertificate(node, final);
    const read = content.transactions.map(readTransaction);
    const known = read.flatMap((one) => (one.ok ? [one.value] : []));
    for (const one of content.evidence) {
      const culprit = infractionOf(one)?.validator;
      if (culprit === undefined || honestOwner(culprit) !== undefined)
        report('evidence', `block ${height} names ${culprit}`);
    }
    const validated = await validateBlock({ chain, verifier }, content, known);
    if (!validated.ok) return report('validity', `n${node} at ${height}: ${validated.detail}`);
    await store.saveProposedBlock(final.blockId, content);
    await chain.commit(final, validated.proposedBlock.execution);
    noteValidators(height);
    for (const { transactionId } of validated.proposedBlock.execution.receipts) {
      if (transactions.has(transactionId)) report('once', `${transactionId} is final twice`);
      transactions.add(transactionId);
    }
  }

  async function certificateProblem(final: FinalHeader): Promise<string | undefined> {
    const { certificate, blockId } = final;
    const { height } = final.header;
    const set = validatorsOf(height);
    if (set === undefined) return 'no validators';
    if (certificate === null) return 'there is none';
    const block = { chainId: genesis.chainId, height, blockId };
    const verify = verifyAs('consensus', verifier);
    return (
      await claimsFault(certificateClaims({ recoveries: [], ...block }, certificate, set), verify)
    )?.problem;
  }

  async function checkCertificate(node: number, final: FinalHeader): Promise<void> {
    const problem = await certificateProblem(final);
    if (problem === undefined) return;
    report('certificate', `n${node} at ${final.header.height}: ${problem}`);
  }

  function inTurn(task: () => Promise<void>): void {
    executing = executing.then(task);
    executing.catch((error: unknown) => report('referee', String(error)));
  }

  /** A change counts two blocks later: what was known of the next height is so for good. */
  function noteValidators(height: Height): void {
    const known = validatorsOf(nextHeight(height));
    const next = chain.validators();
    if (known === undefined || validatorSetHash(known) !== validatorSetHash(next)) {
      report('validators', `those of ${height + 1n} changed in block ${height}`);
    }
    sets[Number(height) + 1] = chain.nextValidators();
  }

  /** What an honest node signs, with whichever of its keys. */
  function sign(validator: Address, height: Height, position: string, content: string): void {
    const owner = honestOwner(validator);
    if (owner === undefined) return;
    const key = `${owner} ${height}/${position}`;
    const said = `${content} with ${validator.slice(0, 8)}`;
    const before = signed.get(key);
    if (before !== undefined && before !== said) {
      report('double sign', `n${owner} at ${height}/${position}: ${before}, then ${said}`);
    }
    signed.set(key, said);
    const signer = `${validator} ${height}`;
    if (signers.has(signer)) return;
    signers.add(signer);
    // The block before is final at the signer, so that the referee will have executed it then.
    inTurn(async () => {
      if (validatorsOf(height)?.indexOf.has(validator) !== true) {
        report('validators', `n${owner} signs at ${height} with a key that has no vote there`);
      }
    });
  }

  function noteVote({ validator, type, height, round, blockId: id }: SignedVote): void {
    sign(validator, height, `${round} ${type}`, id ?? 'nil');
  }

  function noteProposal({
    proposer,
    height,
    round,
    validRound,
    ...proposal
  }: SignedProposal): void {
    sign(proposer, height, `${round} proposal`, `${proposal.blockId} validRound ${validRound}`);
  }

  return {
    onFinal(node, final, content) {
      const { height } = final.header;
      if (blockId(final.header) !== final.blockId) report('validity', `n${node}: wrong block id`);
      const index = Number(height) - 1;
      const known = finals[index];
      if (known === undefined) {
        finals[index] = final;
        inTurn(() => execute(node, final, content));
      } else if (known.blockId !== final.blockId) {
        report(
          'agreement',
          `height ${height} is ${known.blockId}, but ${final.blockId} on n${node}`,
        );
      } else inTurn(() => checkCertificate(node, final));
    },
    onSnapshot(node, final) {
      const { height } = final.header;
      if (finals[Number(height) - 1]?.blockId === final.blockId) {
        inTurn(() => checkCertificate(node, final));
      } else report('agreement', `n${node} begins with ${final.blockId} at ${height}`);
    },
    onSaid(said) {
      if (said.kind === 'direct') {
        const message = decode(directMessageCodec, said.bytes);
        if (!message.ok) return;
        if (message.value.type === 'vote') noteVote(message.value.vote);
        if (message.value.type === 'proposal') noteProposal(message.value.proposal);
      } else if (said.topic === 'proposals') {
        const message = decode(proposalMessageCodec, said.bytes);
        if (message.ok) noteProposal(message.value.proposal);
      }
    },
    onEvidence(culprit) {
      evidence++;
      if (honestOwner(culprit) !== undefined)
        report('evidence', `names ${culprit}, which is honest`);
    },
    report,
    violation: () => first,
    isFinal: (transaction) => transactions.has(transaction),
    chain,
    validatorsOf,
    rounds: () => finals.map(({ certificate }) => certificate?.round ?? 0),
    evidence: () => evidence,
  };
}
