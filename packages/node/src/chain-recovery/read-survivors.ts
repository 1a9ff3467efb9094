/** Reads the folders of stopped nodes for `assessSurvivors`, and verifies what is signed in them. */
import { claimsFault, readKeyFileHeader, type SignatureProvider } from '@trellis/crypto';
import { readKeyFile } from '@trellis/crypto/key-file';
import {
  certificateClaims,
  genesisHash,
  type SignedVote,
  validatorAddress,
  validatorSetAt,
  voteClaim,
} from '@trellis/protocol';
import { readSurvivingData, type SurvivingData } from '@trellis/storage';
import { type NodeConfig, readGenesis } from '../config.ts';
import type { Survivor } from './assess-survivors.ts';

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
    const data = await readSurvivingData(config.data);
    if (data.genesisHash !== genesisHash(genesis)) return { node, why: 'it is of another chain' };
    if (!(await isCertified(data, provider))) {
      return { node, why: `the certificate of block ${data.head.header.height} does not hold` };
    }
    const { head, schedule, isLogWhole, blocks } = data;
    return {
      node,
      keys: await validatorKeys(config),
      head: { height: head.header.height, blockId: head.blockId },
      schedule,
      votes: await genuineVotes(data, provider),
      isLogWhole,
      blocks,
    };
  } catch (error) {
    return { node, why: error instanceof Error ? error.message : String(error) };
  }
}

/** The keys that it votes with, as their files say in the open. */
async function validatorKeys({ validator, nextValidator }: NodeConfig) {
  const files = [validator, nextValidator].filter((one) => one !== null);
  return Promise.all(
    files.map(async ({ keyFile }) =>
      validatorAddress(readKeyFileHeader(await readKeyFile(keyFile))),
    ),
  );
}

async function isCertified(
  { chainId, head: { header, blockId, certificate }, schedule }: SurvivingData,
  provider: SignatureProvider,
): Promise<boolean> {
  // Block 0 follows from the genesis.
  if (certificate === null) return header.height === 0n;
  const { height } = header;
  const set = validatorSetAt(schedule, height);
  const claims = certificateClaims({ chainId, height, blockId }, certificate, set);
  return claims.ok && (await claimsFault(claims, (claim) => provider.verify(claim))) === undefined;
}

/** Those of validators that the schedule knows, whose signatures hold. */
async function genuineVotes(
  { chainId, votes, schedule }: SurvivingData,
  provider: SignatureProvider,
): Promise<readonly SignedVote[]> {
  const members = new Map(
    schedule.sets.flatMap(({ members: all }) => all.map((one) => [validatorAddress(one), one])),
  );
  const genuine: SignedVote[] = [];
  for (const vote of votes) {
    const member = members.get(vote.validator);
    if (member !== undefined && (await provider.verify(voteClaim(chainId, vote, member))))
      genuine.push(vote);
  }
  return genuine;
}
