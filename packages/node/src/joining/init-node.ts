/** Making a node for a network of several organisations: its keys, its configuration and its join request. */
import { join } from 'node:path';
import { defaultHttpConfig, loopbackHttpConfig } from '@trellis/api';
import type { SchemeName, SignatureProvider, SigningKey } from '@trellis/crypto';
import { createFile, sharedMode } from '@trellis/crypto/files';
import { version } from '@trellis/engine';
import { peerKeySeed } from '@trellis/network';
import { readNetworkKey } from '@trellis/network/channel';
import { relayedAddress } from '@trellis/network/multiaddr';
import {
  defaultNetworkConfig,
  defaultNodeConfig,
  formatConfig,
  type NodeConfig,
} from '../config/config.ts';
import {
  type JoinRequest,
  joinRequestCodec,
  joinRequestMessage,
  type UnsignedJoinRequest,
} from './join-request.ts';
import { makeConnectionKeys, makeValidatorKey } from './make-node-keys.ts';
import { networkKeySigner } from './network-key-signer.ts';
import { nodeFiles } from './node-files.ts';

export interface NewNode {
  /** Of this node alone; made if it is not there. */
  readonly folder: string;
  readonly name: string;
  readonly role: UnsignedJoinRequest['role'];
  /** Of the validator's key. */
  readonly scheme: SchemeName;
  /** Signs for the account that acts for the node in governance. */
  readonly operator: SigningKey;
  /** Where it listens for other nodes, and where others reach it, as multiaddrs. */
  readonly listen: readonly string[];
  readonly addresses: readonly string[];
  /** Of a validator that connects with these alone, and that others reach through them: it needs no address then. */
  readonly sentries?: NodeConfig['network']['peers'];
  /** The port of its API, on this machine alone until it has a certificate. */
  readonly httpPort: number;
  readonly contact: string;
}

/** Throws the system's `EEXIST` when there is a node in the folder. */
export async function initNode(node: NewNode, provider: SignatureProvider): Promise<JoinRequest> {
  const { folder, name, role, operator } = node;
  const connection = await makeConnectionKeys(folder);
  const isValidator = role === 'validator';
  const validator = isValidator ? await makeValidatorKey(folder, node.scheme, provider) : null;
  await createFile(join(folder, nodeFiles.config), formatConfig(configOf(node, provider)));
  const peerKey = openPeerKey(connection.peerKey, provider);
  const networkKey = networkKeySigner(connection.networkKey, provider);
  const request: UnsignedJoinRequest = {
    ...{ name, role, contact: node.contact, software: version },
    addresses: [...node.addresses, ...relayedAddresses(node)],
    validator: validator && publicPart(validator),
    peerKey: peerKey.publicKey,
    networkKey: readNetworkKey(connection.networkKey).publicKey,
    operator: publicPart(operator),
  };
  const message = joinRequestMessage(request);
  const sign = (key: SigningKey): Promise<Uint8Array> => key.sign('join-request', message);
  return {
    request,
    possession: {
      validator: validator && (await sign(validator)),
      peerKey: await sign(peerKey),
      networkKey: await sign(networkKey),
      operator: await sign(operator),
    },
  };
}

/** Where others reach a node that is behind sentries. */
function relayedAddresses({ sentries = [] }: Pick<NewNode, 'sentries'>): readonly string[] {
  return [...new Set(sentries.map(({ peer }) => relayedAddress(peer)))];
}

/** The text of a join request's file. */
export function formatJoinRequest(request: JoinRequest): string {
  return `${JSON.stringify(joinRequestCodec.toJson(request), null, 2)}\n`;
}

/** Writes a join request for others to read. Throws the system's `EEXIST`. */
export function writeJoinRequest(path: string, request: JoinRequest): Promise<void> {
  return createFile(path, formatJoinRequest(request), sharedMode);
}

function publicPart({ scheme, publicKey }: SigningKey) {
  return { scheme, publicKey };
}

function openPeerKey(peerKey: Uint8Array, provider: SignatureProvider): SigningKey {
  const seed = peerKeySeed(peerKey);
  try {
    return provider.openKey('ed25519', seed);
  } finally {
    seed.fill(0);
  }
}

function configOf(
  { name, role, listen, addresses, sentries = [], httpPort }: NewNode,
  provider: SignatureProvider,
): NodeConfig {
  return {
    ...defaultNodeConfig,
    name,
    genesis: nodeFiles.genesis,
    genesisSignatures: nodeFiles.genesisSignatures,
    data: nodeFiles.data,
    peerKey: nodeFiles.peerKey,
    networkKey: nodeFiles.networkKey,
    validator:
      role === 'validator'
        ? { keyFile: nodeFiles.validatorKey, passwordFile: nodeFiles.password }
        : null,
    provider: provider.name,
    network: {
      ...defaultNetworkConfig,
      ...{ listen, publicAddresses: addresses, peers: sentries },
    },
    // Only programs of this machine reach it; what they may do is not limited by more than that.
    http: {
      ...defaultHttpConfig,
      ...{ host: '127.0.0.1', port: httpPort, anonymous: loopbackHttpConfig.anonymous },
    },
  };
}
