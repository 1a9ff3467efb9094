/** Gathers what the cryptographic inventory is made of. */
import { randomUUID } from 'node:crypto';
import { formatAddress } from '@trellis/crypto';
import { stateKey } from '@trellis/protocol';
import type { ApiSources } from '../http/sources.ts';
import type { CycloneDx } from '../inventory/cyclone-dx.ts';
import type { InventoryConnection } from '../inventory/facts.ts';
import { cryptographicInventory } from '../inventory/inventory.ts';

export function inventoryAnswer({
  engine,
  node,
  issuedTokens,
  store,
  transport,
}: ApiSources): CycloneDx {
  const parameters = store.state.get(stateKey.parameters('chain'));
  if (parameters === undefined) throw new Error('the state has no parameters');
  const nodes = engine.registry.nodes();
  const names = new Map(nodes.map(({ name, peer }) => [peer, name]));
  return cryptographicInventory({
    version: node.version,
    node: node.name,
    chainId: engine.chain.genesis.chainId,
    serial: randomUUID(),
    time: new Date(),
    provider: node.provider,
    mlDsa: node.mlDsa(),
    openssl: process.versions.openssl ?? 'unknown',
    validatorKeys: node.validators.map(({ address, scheme }) => ({
      address: formatAddress(address),
      scheme,
    })),
    networkKey: formatAddress(node.networkKey),
    certificate: transport.certificate(),
    peer: node.peer,
    groups: node.groups,
    requirePostQuantum: node.requirePostQuantum,
    accountSchemes: parameters.accountSchemes,
    recoverySchemes: parameters.recoverySchemes,
    validatorSchemes: parameters.validatorSchemes,
    connections: transport.peers().flatMap((peer): InventoryConnection[] => {
      if (peer.state !== 'connected' || peer.channel === undefined || peer.channel === null) {
        return [];
      }
      const { group, cipher, signatureScheme, identity, certificate } = peer.channel;
      return [
        {
          name: names.get(peer.name) ?? peer.name,
          group,
          cipher,
          signatureScheme,
          networkKey: formatAddress(identity.networkKey),
          certificate,
        },
      ];
    }),
    tokenKeys: issuedTokens.keyNames(),
    https: node.https,
  });
}
