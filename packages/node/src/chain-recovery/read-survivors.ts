/** Reads the folders of stopped nodes for `assessSurvivors`, and verifies what is signed in them. */
import { claimsFault, type SignatureProvider } from '@trellis/crypto';
import {
  certificateClaims,
  genesisHash,
  type RecoveryPoint,
  type SignedVote,
  signingDomain,
  validatorAddress,
  validatorSetAt,
  voteClaim,
} from '@trellis/protocol';
import { readSurvivingData, type SurvivingData } from '@trellis/storage';
import { type NodeConfig, readGenesis } from '../config/config.ts';
import { ownKeys } from './apply-recovery.ts';
import type { Survivor } from './assess-survivors.ts';
import { readRecoveries, recoveryPoints } from './read-recoveries.ts';

/** A folder that holds nothing that can be used, and why. */
export interface LostFolder {
  readonly node: string;
  readonly why: string;
}

/** Whether a folder survived. Nothing is changed in it; its node must not run. */
export async function readSurvivor(
  config: NodeConfig,
  provider: SignatureProvider,
): Promise<Survivor | LostFolder> {
  const { name: node } = config;
  try {
    const genesis = await readGenesis(config.genesis);
    const given = await readRecoveries(config, genesis, (claim) => provider.verify(claim));
    const recoveries = recoveryPoints(given);
    const data = await readSurvivingData(config.data, recoveries.at(-1));
    if (data.genesisHash !== genesisHash(genesis)) return { node, why: 'it is of another chain' };
    if (!(await isCertified(data, recoveries, provider))) {
      return { node, why: `the certificate of block ${data.head.header.height} does not hold` };
    }
    const { head, schedule, isLogWhole, blocks } = data;
    return {
      node,
      keys: [...(await ownKeys(config))],
      head: { height: head.header.height, blockId: head.blockId },
      schedule,
      votes: await genuineVotes(data, recoveries, provider),
      isLogWhole,
      blocks,
    };
  } catch (error) {
    return { node, why: error instanceof Error ? error.message : String(error) };
  }
}

async function isCertified(
  { chainId, head: { header, blockId, certificate }, schedule }: SurvivingData,
  recoveries: readonly RecoveryPoint[],
  provider: SignatureProvider,
): Promise<boolean> {
  // Block 0 follows from the genesis.
  if (certificate === null) return header.height === 0n;
  const { height } = header;
  const set = validatorSetAt(schedule, height);
  const claims = certificateClaims({ chainId, recoveries, height, blockId }, certificate, set);
  return claims.ok && (await claimsFault(claims, (claim) => provider.verify(claim))) === undefined;
}

/** Those of validators that the schedule knows, whose signatures hold. */
async function genuineVotes(
  { chainId, votes, schedule }: SurvivingData,
  recoveries: readonly RecoveryPoint[],
  provider: SignatureProvider,
): Promise<readonly SignedVote[]> {
  const members = new Map(
    schedule.sets.flatMap(({ members: all }) => all.map((one) => [validatorAddress(one), one])),
  );
  const genuine: SignedVote[] = [];
  for (const vote of votes) {
    const member = members.get(vote.validator);
    const domain = signingDomain(chainId, recoveries, vote.height);
    if (member !== undefined && (await provider.verify(voteClaim(domain, vote, member))))
      genuine.push(vote);
  }
  return genuine;
}
