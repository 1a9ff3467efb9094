/** The configuration of a signer: its key, its memory, and the nodes that it signs for. */
import { dirname, resolve } from 'node:path';
import { ConfigError, pathCodec } from '@trellis/api';
import {
  addressCodec,
  container,
  limits,
  list,
  nodeNameCodec,
  tag,
  uint32,
  type ValueOf,
} from '@trellis/protocol';
import { readDocument } from '../config/config.ts';
import { placeCodec } from '../config/node-signer.ts';

const nodesMax = 8;

/** The configuration of a signer. All paths are relative to its folder. */
const signerConfigCodec = container({
  genesis: pathCodec,
  recoveries: list(pathCodec, limits.chainRecoveriesMax),
  /** Folder of what it signed. */
  data: pathCodec,
  listen: placeCodec,
  peerKey: pathCodec,
  networkKey: pathCodec,
  validator: container({ keyFile: pathCodec, passwordFile: pathCodec }),
  provider: tag({ native: 0, portable: 1 }),
  /** The nodes that it signs for, one at a time. */
  nodes: list(
    container({ name: nodeNameCodec, networkKey: addressCodec, peer: pathCodec }),
    nodesMax,
    1,
  ),
  /** How long a node that is not heard of keeps its turn: another one waits for so long. */
  turnMs: uint32,
  logLevel: tag({ debug: 0, info: 1, warn: 2, error: 3 }),
});

export type SignerConfig = ValueOf<typeof signerConfigCodec>;

/** A turn outlasts some questions that come late, and a validator that fails over misses few blocks. */
export const defaultTurnMs = 2_000;
const turnMsMin = 1_000;
const turnMsMax = 60_000;

/** Its paths come back absolute. Throws `ConfigError`. */
export async function readSignerConfig(path: string): Promise<SignerConfig> {
  const config = await readDocument(path, signerConfigCodec, 'configuration', 'config_invalid');
  if (config.turnMs < turnMsMin || config.turnMs > turnMsMax) {
    throw new ConfigError(
      'config_invalid',
      `the configuration ${path} is invalid: turnMs: expected ${turnMsMin} to ${turnMsMax}, not ${config.turnMs}`,
    );
  }
  const from = (relative: string): string => resolve(dirname(path), relative);
  const { validator } = config;
  return {
    ...config,
    genesis: from(config.genesis),
    recoveries: config.recoveries.map(from),
    data: from(config.data),
    peerKey: from(config.peerKey),
    networkKey: from(config.networkKey),
    validator: {
      keyFile: from(validator.keyFile),
      passwordFile: from(validator.passwordFile),
    },
  };
}

export function formatSignerConfig(config: SignerConfig): string {
  return `${JSON.stringify(signerConfigCodec.toJson(config), null, 2)}\n`;
}
