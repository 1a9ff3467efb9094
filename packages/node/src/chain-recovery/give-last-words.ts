/** A validator whose disk survives gives its statement for a recovery of the chain, and signs nothing more of that chain. */
import { CodedError, claimsFault, type SignatureProvider, type SigningKey } from '@trellis/crypto';
import {
  certificateClaims,
  endingDomain,
  findValidator,
  type LastWords,
  lastWordsMessage,
  nextHeight,
  type RecoveryPoint,
  validatorAddress,
  validatorSetAt,
} from '@trellis/protocol';
import { readSurvivingData, type SurvivingData, withdraw } from '@trellis/storage';
import { type NodeConfig, readGenesis } from '../config/config.ts';
import { openValidatorKey } from '../config/validator-key.ts';
import { lastPrecommit } from './last-precommit.ts';
import { readRecoveries, recoveryPoints } from './read-recoveries.ts';

export type ChainRecoveryErrorCode =
  /** The node votes with no key of the validators that would decide the next block. */
  | 'no_validator'
  /** What was signed last is not known for sure: the validator counts as lost. */
  | 'statement_not_possible'
  /** The statements can't be put together to one recovery; the message says why. */
  | 'statements_unusable'
  /** The block that the chain has to continue from is not in this folder; take that of another validator. */
  | 'block_not_here'
  /** The account operates none of the validators whose word counts. */
  | 'no_operator'
  /** The recovery is not one for this node; the message says why. */
  | 'recovery_unusable';

/** Why the operators of a chain can't recover it this way. */
export class ChainRecoveryError extends CodedError<ChainRecoveryErrorCode> {}

/** Of a node that does not run. Throws `ChainRecoveryError`, `ConfigError` or `StorageError`. */
export async function giveLastWords(
  config: NodeConfig,
  provider: SignatureProvider,
): Promise<LastWords> {
  const genesis = await readGenesis(config.genesis);
  const recoveries = await readRecoveries(config, genesis, (claim) => provider.verify(claim));
  const points = recoveryPoints(recoveries);
  const newest = points.at(-1) ?? null;
  const before = await readSurvivingData(config.data, newest);
  const key = await votingKey(config, provider, before);
  await expectWhole(config, { data: before, points, provider });
  await withdraw(config.data, newest);
  // Read after that: it is all that was signed, and stays so.
  const data = await readSurvivingData(config.data, newest);
  const { head } = data;
  const { height } = head.header;
  const domain = endingDomain({ head: head.header, previous: newest?.hash ?? null });
  const validator = validatorAddress(key);
  const precommit = lastPrecommit(data, new Set([validator]), { after: height, domain });
  const words = { validator, head: { height, blockId: head.blockId }, precommit };
  const signature = await key.sign('last-words', lastWordsMessage(domain, words));
  return { ...words, signature };
}

/** The key of this node that decides the next block. */
async function votingKey(
  { name, validator, nextValidator }: NodeConfig,
  provider: SignatureProvider,
  { head, schedule }: SurvivingData,
): Promise<SigningKey> {
  const set = validatorSetAt(schedule, nextHeight(head.header.height));
  for (const files of [validator, nextValidator]) {
    if (files === null) continue;
    const key = await openValidatorKey(files, provider);
    if (findValidator(set, validatorAddress(key)) !== undefined) return key;
  }
  throw new ChainRecoveryError(
    'no_validator',
    `${name} votes with no key of the validators of block ${nextHeight(head.header.height)}`,
  );
}

async function expectWhole(
  { name }: NodeConfig,
  parts: {
    readonly data: SurvivingData;
    readonly points: readonly RecoveryPoint[];
    readonly provider: SignatureProvider;
  },
): Promise<void> {
  const { data, points: recoveries, provider } = parts;
  const refuse = (why: string): ChainRecoveryError =>
    new ChainRecoveryError('statement_not_possible', `${name} ${why}: it counts as lost`);
  if (!data.isLogWhole)
    throw refuse('does not know for sure what it signed, as its log is damaged');
  const { chainId, schedule } = data;
  const { header, blockId, certificate } = data.head;
  if (certificate === null) return;
  const { height } = header;
  const block = { chainId, recoveries, height, blockId };
  const claims = certificateClaims(block, certificate, validatorSetAt(schedule, height));
  const fault = await claimsFault(claims, (claim) => provider.verify(claim));
  if (fault !== undefined) throw refuse(`has a block ${height} whose certificate does not hold`);
}
