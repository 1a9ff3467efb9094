/** Giving a node the genesis of its chain: with the signatures of all validators, and where its peers are. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConfigError } from '@trellis/api';
import type { SignatureProvider } from '@trellis/crypto';
import { replaceFile, sharedMode } from '@trellis/crypto/files';
import { peerNameOf } from '@trellis/network';
import { networkKeyAddress } from '@trellis/network/channel';
import type { Genesis } from '@trellis/protocol';
import { ownKeys } from '../chain-recovery/apply-recovery.ts';
import { type NodeConfig, readConfig } from '../config/config.ts';
import { readConfiguredFile } from '../config/configured-file.ts';
import { formatGenesis, foundersOf, foundersProblem } from './assemble-genesis.ts';
import type { GenesisSignature } from './genesis-signature.ts';
import type { JoinRequest } from './join-request.ts';
import { nodeFiles } from './node-files.ts';
import { peersAround } from './peers-around.ts';
import { expectConsent, formatGenesisSignatures } from './signed-genesis.ts';

export interface Founding {
  readonly genesis: Genesis;
  readonly requests: readonly JoinRequest[];
  readonly signatures: readonly GenesisSignature[];
}

/** Throws `ConfigError` unless the genesis has the nodes of the join requests, with their keys, and no others. */
export function expectFounders({
  genesis,
  requests,
}: Pick<Founding, 'genesis' | 'requests'>): void {
  const problem = foundersProblem(genesis, requests);
  if (problem !== undefined) throw new ConfigError('genesis_invalid', problem);
}

/**
 * Whether a node is in the genesis, with the keys that are in its folder; one that joins later is not. Throws
 * `ConfigError` when it is there with other keys.
 */
export async function isFounder(config: NodeConfig, genesis: Genesis): Promise<boolean> {
  const found = foundersOf(genesis).find(({ name }) => name === config.name);
  if (found === undefined) return false;
  const peer = peerNameOf(await readConfiguredFile(config.peerKey, 'key file'));
  const networkKey = networkKeyAddress(
    (await readConfiguredFile(config.networkKey, 'key file')).toString('utf8'),
  );
  const voting = await ownKeys(config);
  const votes = found.votesWith === null ? voting.size === 0 : voting.has(found.votesWith);
  if (found.peer === peer && found.networkKey === networkKey && votes) return true;
  throw new ConfigError(
    'genesis_invalid',
    `the genesis gives ${config.name} other keys than those in its folder: it was made of another join request`,
  );
}

/** Writes genesis, signatures and peers beside the configuration. Throws `ConfigError`, with nothing written. */
export async function installGenesis(
  configPath: string,
  { genesis, requests, signatures }: Founding,
  provider: SignatureProvider,
): Promise<{ readonly node: string; readonly isFounder: boolean }> {
  const config = await readConfig(configPath);
  expectFounders({ genesis, requests });
  await expectConsent(genesis, signatures, provider);
  const founder = await isFounder(config, genesis);
  const folder = dirname(configPath);
  await replaceFile(join(folder, nodeFiles.genesis), formatGenesis(genesis), sharedMode);
  await replaceFile(
    join(folder, nodeFiles.genesisSignatures),
    formatGenesisSignatures(signatures),
    sharedMode,
  );
  const document = JSON.parse(await readFile(configPath, 'utf8'));
  const self = peerNameOf(await readConfiguredFile(config.peerKey, 'key file'));
  const peers = peersAround(config, self, requests);
  const changed = {
    ...document,
    genesis: nodeFiles.genesis,
    genesisSignatures: nodeFiles.genesisSignatures,
    network: { ...document.network, peers },
  };
  await replaceFile(configPath, `${JSON.stringify(changed, null, 2)}\n`);
  return { node: config.name, isFounder: founder };
}
