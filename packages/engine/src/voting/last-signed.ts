/** Whether the write-ahead log and the signer's memory of what it signed last agree. */
import { createConsensus, type Effect, type Input, type Timeouts } from '@trellis/consensus';
import { type Height, nextHeight, type SignedVote } from '@trellis/protocol';
import type { ChainView } from '../chain/chain.ts';
import type { BlockStore } from '../ports/block-store.ts';
import { inputHeight, keptBlocks } from '../ports/logged-input.ts';
import type { Signer, SigningPosition } from '../ports/signer.ts';
import type { WriteAheadLog } from '../ports/wal.ts';
import { toInput } from './logged-machine.ts';
import { replay } from './replay.ts';

/**
 * Whether the log explains the last signature at this height, if there is one: it holds it, or it ends
 * with the machine asking for it (a crash came between the signature and the log). If not, a lock may
 * have been forgotten, and the height is sat out rather than guessed at.
 */
export function explainsLastSigned(
  inputs: readonly Input[],
  timeouts: Timeouts,
  signer: Pick<Signer, 'last' | 'addresses'>,
  height: Height,
): boolean {
  const { last } = signer;
  if (last === null || last.height < height) return true;
  if (inputs.some((input) => isSame(last, positionOfInput(input, signer)))) return true;
  const { openEffects } = replay(createConsensus(timeouts), inputs);
  return openEffects.some((effect) => isSame(last, positionOfEffect(effect)));
}

/** The same of a node that has just started, with its log and the height that comes next. */
export function isExplained(parts: {
  readonly chain: Pick<ChainView, 'head' | 'validators'>;
  readonly signer: Signer;
  readonly wal: Pick<WriteAheadLog, 'recovered'>;
  readonly timeouts: Timeouts;
  readonly store: Pick<BlockStore, 'proposedBlock'>;
}): boolean {
  const { chain, signer, wal, timeouts, store } = parts;
  const height = nextHeight(chain.head().header.height);
  const validators = chain.validators();
  const ours = validators.validators.find(({ address }) => signer.addresses.has(address));
  const start = { height, validators, self: ours?.address ?? null };
  // A database that is older than the log can't continue what the log says.
  const isWhole = keptBlocks(wal.recovered, height).every(
    (id) => store.proposedBlock(id) !== undefined,
  );
  if (!isWhole) return false;
  const inputs = wal.recovered
    .filter((input) => inputHeight(input) === height)
    .map((input) => toInput(input, start));
  return explainsLastSigned(inputs, timeouts, signer, height);
}

/** The precommits of the newest final block, by whoever signed them. */
export function certifiedMessages(
  chain: Pick<ChainView, 'head' | 'validatorsAt'>,
): readonly SignedVote[] {
  const { header, certificate } = chain.head();
  if (certificate === null) return [];
  const { height } = header;
  const { validators } = chain.validatorsAt(height);
  const { round, blockId } = certificate;
  return certificate.signatures.flatMap(({ validatorIndex, signature }) => {
    const validator = validators[validatorIndex]?.address;
    if (validator === undefined) return [];
    return [{ type: 'precommit' as const, height, round, blockId, validator, signature }];
  });
}

function isSame(a: SigningPosition, b: SigningPosition | null): boolean {
  return b !== null && a.height === b.height && a.round === b.round && a.step === b.step;
}

/** Where we signed this input, if we did. */
function positionOfInput(
  input: Input,
  { addresses }: Pick<Signer, 'addresses'>,
): SigningPosition | null {
  if (input.type === 'vote' && addresses.has(input.vote.validator)) {
    const { height, round, type } = input.vote;
    return { height, round, step: type };
  }
  if (input.type === 'proposal' && addresses.has(input.proposal.proposer)) {
    const { height, round } = input.proposal;
    return { height, round, step: 'proposal' };
  }
  return null;
}

/** Where this effect asks us to sign. */
function positionOfEffect(effect: Effect): SigningPosition | null {
  if (effect.type === 'signVote') {
    const { height, round, type } = effect.vote;
    return { height, round, step: type };
  }
  if (effect.type === 'signProposal') {
    const { height, round } = effect.proposal;
    return { height, round, step: 'proposal' };
  }
  return null;
}
