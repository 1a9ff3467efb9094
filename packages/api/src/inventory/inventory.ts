/** What a node uses of cryptography, as a CycloneDX document (CBOM). */
import { algorithmUses, networkScheme, peerScheme } from './algorithm-uses.ts';
import { groupAlgorithm, otherAlgorithms, schemeAlgorithm } from './algorithms.ts';
import { apiComponents } from './api-components.ts';
import {
  algorithmComponent,
  algorithmReference,
  type Component,
  type CycloneDx,
  certificateComponent,
  connectionComponent,
  keyComponent,
  property,
  protocolComponent,
} from './cyclone-dx.ts';
import { exposures } from './exposures.ts';
import type { InventoryFacts } from './facts.ts';

/** The document. Pure: the same facts give the same bytes. */
export function cryptographicInventory(facts: InventoryFacts): CycloneDx {
  const used = algorithmUses(facts);
  const components = [
    ...used.map(({ algorithm, uses, providers }) =>
      algorithmComponent(algorithm, [...uses], [...providers]),
    ),
    ...ownComponents(facts),
    ...facts.connections.flatMap((connection) => connectionComponents(facts, connection)),
  ];
  const application = `trellis-node-${facts.node}`;
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${facts.serial}`,
    version: 1,
    metadata: {
      timestamp: facts.time.toISOString(),
      component: {
        type: 'application',
        'bom-ref': application,
        name: 'trellis',
        version: facts.version,
        description: `node ${facts.node} of the chain ${facts.chainId}`,
      },
      properties: exposures(facts).map((sentence) => property('exposed', sentence)),
    },
    components,
    dependencies: [
      { ref: application, dependsOn: components.map((component) => component['bom-ref']) },
      ...used.map(({ algorithm }) => ({ ref: algorithmReference(algorithm.name) })),
    ],
  };
}

/** Keys, certificates and protocols of the node itself. */
function ownComponents(facts: InventoryFacts): readonly Component[] {
  const offered = [...facts.groups].map(groupAlgorithm);
  return [
    ...facts.validatorKeys.map(({ address, scheme }) =>
      keyComponent('validator key', address, schemeAlgorithm(scheme)),
    ),
    keyComponent('network key', facts.networkKey, networkScheme),
    keyComponent('peer key', facts.peer, peerScheme),
    ...facts.tokenKeys.map((name) => keyComponent('token key', name, networkScheme)),
    ...(facts.certificate === null
      ? []
      : [certificateComponent(facts, facts.certificate, networkScheme)]),
    protocolComponent(
      { 'bom-ref': 'protocol/nodes', name: 'TLS 1.3 between nodes' },
      offered,
      otherAlgorithms.records,
      [property('postQuantumRequired', facts.requirePostQuantum)],
    ),
    ...(facts.https === null ? [] : apiComponents(facts.https)),
  ];
}

function connectionComponents(
  { chainId }: InventoryFacts,
  { networkKey, ...connection }: InventoryFacts['connections'][number],
): readonly Component[] {
  const { name, group, certificate } = connection;
  return [
    connectionComponent(connection, groupAlgorithm(group)),
    keyComponent(`network key of ${name}`, networkKey, networkScheme, 'public-key'),
    certificateComponent({ node: name, chainId, networkKey }, certificate, networkScheme),
  ];
}
