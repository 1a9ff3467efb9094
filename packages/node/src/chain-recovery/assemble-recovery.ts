/** Puts the statements of the validators that survive together to a plan of how the chain continues. */
import type { SignatureProvider, VerifyClaim } from '@trellis/crypto';
import { type ChainView, type FinalHeader, type PlannedBlocks, planBlocks } from '@trellis/engine';
import { validatorSchedule } from '@trellis/ledger';
import {
  type ChainRecovery,
  type ChosenBlock,
  chainRecoveryProblem,
  chooseBlock,
  type Genesis,
  type LastWords,
  lastWordsClaim,
  membersAt,
  nextHeight,
  type RecoveryPlan,
  type SigningDomain,
  signingDomain,
  toHeight,
  type ValidatorMember,
  validatorAddress,
} from '@trellis/protocol';
import { type ChainStore, chainPath, hasChain, openChain } from '@trellis/storage';
import { type NodeConfig, readGenesis } from '../config/config.ts';
import { ChainRecoveryError } from './give-last-words.ts';
import { readRecoveries, recoveryPoints } from './read-recoveries.ts';

export interface AssembleOptions {
  /** Of every validator that survives. */
  readonly statements: readonly LastWords[];
  /** Without a statement: continues from the newest block of the folder, as all validators were restored from backups. */
  readonly nobodySurvives?: boolean;
  /** Names of the nodes of the last validators that decide from then on; `null`: those that gave a statement, or all. */
  readonly validators: readonly string[] | null;
  /** In words, for everybody who uses the chain. */
  readonly reason: string;
}

/**
 * With the folder of a stopped node that has the block to continue from. Nobody has signed what it gives. Throws
 * `ChainRecoveryError`, `ConfigError` or `StorageError`.
 */
export async function assembleRecovery(
  config: NodeConfig,
  provider: SignatureProvider,
  options: AssembleOptions,
): Promise<ChainRecovery> {
  const genesis = await readGenesis(config.genesis);
  const recoveries = await readRecoveries(config, genesis, (claim) => provider.verify(claim));
  const points = recoveryPoints(recoveries);
  if (!(await hasChain(chainPath(config.data)))) {
    throw new ChainRecoveryError(
      'block_not_here',
      `${config.name} has no chain; take the folder of a validator that gave a statement`,
    );
  }
  const store = await openChain(config.data, genesis, {
    pastStates: config.pastStates,
    atLeast: toHeight(0n),
  });
  try {
    const at = { genesis, store, points, provider };
    const last = await lastValidators(config, at, options.statements);
    const validators = newValidators(last, options.validators);
    const block = choose(options, store.head());
    const planned = await plan(config, at, { block, validators });
    const { round } = block;
    const previous = points.at(-1)?.hash ?? null;
    const { reason } = options;
    const made = { previous, ...planned, round, lastValidators: last, validators, reason };
    const recovery = { plan: made, signatures: [] };
    const problem = chainRecoveryProblem(recovery);
    if (problem !== undefined) throw unusable(problem);
    return recovery;
  } finally {
    await store.close();
  }
}

interface At {
  readonly genesis: Genesis;
  readonly store: ChainStore;
  readonly points: ChainView['recoveries'];
  readonly provider: SignatureProvider;
}

/** Who would have decided the block after the newest final one, with their statements. */
async function lastValidators(
  { name }: NodeConfig,
  { genesis, store, points, provider }: At,
  statements: readonly LastWords[],
): Promise<RecoveryPlan['lastValidators']> {
  const newest = statements.reduce(
    (most, { head }) => (head.height > most ? head.height : most),
    store.head().header.height,
  );
  if (newest > store.head().header.height) {
    throw new ChainRecoveryError(
      'block_not_here',
      `${name} does not have the final block ${newest}; take the folder of a validator that has it`,
    );
  }
  const next = nextHeight(newest);
  const members = membersAt(validatorSchedule(store.state), next);
  const domain = signingDomain(genesis.chainId, points, next);
  const given = await byValidator(members, statements, { domain, provider });
  return members.map((validator) => ({
    validator,
    words: given.get(validatorAddress(validator)) ?? null,
  }));
}

/** Throws `ChainRecoveryError` for a statement of nobody who may give one, or for a second one. */
async function byValidator(
  members: readonly ValidatorMember[],
  statements: readonly LastWords[],
  { domain, provider }: { readonly domain: SigningDomain; readonly provider: SignatureProvider },
): Promise<ReadonlyMap<string, LastWords>> {
  const given = new Map<string, LastWords>();
  for (const words of statements) {
    const member = members.find((one) => validatorAddress(one) === words.validator);
    if (member === undefined) throw unusable('one is of no validator of the last set');
    if (!(await provider.verify(lastWordsClaim(domain, words, member)))) {
      throw unusable(`the signature of that of ${member.node} does not verify for this chain`);
    }
    if (given.has(words.validator)) throw unusable(`there are two of ${member.node}`);
    given.set(words.validator, words);
  }
  return given;
}

function newValidators(
  last: RecoveryPlan['lastValidators'],
  names: readonly string[] | null,
): readonly ValidatorMember[] {
  if (names === null) {
    const stating = last.filter(({ words }) => words !== null);
    return (stating.length === 0 ? last : stating).map(({ validator }) => validator);
  }
  return names.map((name) => {
    const found = last.find(({ validator }) => validator.node === name);
    if (found === undefined) {
      throw unusable(
        `${name} is not among the last validators; add it by a vote when the chain runs`,
      );
    }
    return found.validator;
  });
}

function choose(
  { statements, nobodySurvives }: AssembleOptions,
  { header, blockId }: FinalHeader,
): ChosenBlock {
  if (nobodySurvives === true) {
    if (statements.length > 0) throw unusable('a validator survives, and its statement counts');
    return { height: header.height, blockId, round: null };
  }
  const choice = chooseBlock(statements);
  if (choice.ok) return choice.block;
  throw unusable(
    choice.problem === 'nobody_left'
      ? 'there is none'
      : 'two blocks were final or precommitted at one place: more than a third of the power signed twice, and people have to find out who',
  );
}

async function plan(
  { name }: NodeConfig,
  { genesis, store, points, provider }: At,
  {
    block,
    validators,
  }: { readonly block: ChosenBlock; readonly validators: readonly ValidatorMember[] },
): Promise<PlannedBlocks> {
  const verify: VerifyClaim = (claim) => provider.verify(claim);
  const verifier = { verify, pending: () => 0 };
  const planned = await planBlocks({ genesis, store, verifier }, block, {
    validators,
    recoveries: points,
  });
  if (planned !== undefined) return planned;
  throw new ChainRecoveryError(
    'block_not_here',
    `${name} does not have block ${block.height} ${block.blockId}, from which the chain has to continue; take the folder of a validator that precommitted it`,
  );
}

function unusable(why: string): ChainRecoveryError {
  return new ChainRecoveryError('statements_unusable', `the statements can't be used: ${why}`);
}
