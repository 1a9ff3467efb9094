/** Reading from the nodes of a testnet with proofs: its genesis lies in its folder, and is trusted. */
import {
  acceptRecovery,
  createLightClient,
  type HttpTransport,
  httpTransport,
  type LightClient,
  trustGenesis,
} from '@trellis/client';
import type { SignatureProvider } from '@trellis/crypto';
import { readAgreedRecoveries } from '@trellis/keystore';
import { readGenesis } from '@trellis/node';
import { recoveryHash } from '@trellis/protocol';
import { genesisPath, type TestnetNode } from './layout.ts';

/** A light client of a node. It takes a chain that stands for what it is: in drills it does. */
export async function openLightClient(
  folder: string,
  transport: HttpTransport,
  verifier: SignatureProvider,
): Promise<LightClient> {
  const genesis = genesisPath(folder);
  let trusted = trustGenesis(await readGenesis(genesis));
  for (const recovery of await readAgreedRecoveries(genesis)) {
    trusted = await acceptRecovery(trusted, verifier, recovery, recoveryHash(recovery.plan));
  }
  return createLightClient({ transport, verifier, trusted, headAgeMsMax: null });
}

/** One of each node, for whoever asks another when one does not answer. */
export function openLightClients(
  folder: string,
  nodes: readonly TestnetNode[],
  verifier: SignatureProvider,
): Promise<readonly LightClient[]> {
  const transports = nodes.map(({ http }) => httpTransport({ url: http, timeoutMs: 2_000 }));
  return Promise.all(transports.map((transport) => openLightClient(folder, transport, verifier)));
}
