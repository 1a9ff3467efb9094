import type { SchemeRule } from '@trellis/protocol';
import { type Algorithm, groupAlgorithm, otherAlgorithms, schemeAlgorithm } from './algorithms.ts';
import { apiComponents, apiKeyAlgorithm } from './api-components.ts';
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

/** An algorithm with what it is used for, and by whom it is computed. */
interface Use {
  readonly algorithm: Algorithm;
  readonly uses: Set<string>;
  readonly providers: Set<string>;
}

const noble = 'noble (JavaScript)';

/** Of every network key and of its certificate. */
const networkScheme = schemeAlgorithm('ml-dsa-65');

/** The document. Pure: the same facts give the same bytes. */
export function cryptographicInventory(facts: InventoryFacts): CycloneDx {
  const openssl = `OpenSSL ${facts.openssl}`;
  const signatures = facts.provider === 'native' ? openssl : noble;
  const offered = [...facts.groups].map(groupAlgorithm);
  const rules: readonly (readonly [string, readonly SchemeRule[]])[] = [
    ['accounts', facts.accountSchemes],
    ['recovery keys', facts.recoverySchemes],
    ['validators', facts.validatorSchemes],
  ];
  const used = new Map<string, Use>();
  const use = (algorithm: Algorithm, what: string, provider: string): void => {
    const known = used.get(algorithm.name) ?? { algorithm, uses: new Set(), providers: new Set() };
    used.set(algorithm.name, known);
    known.uses.add(what);
    known.providers.add(provider);
  };
  for (const [who, schemes] of rules) {
    for (const { scheme, until } of schemes) {
      const end = until === null ? '' : ` up to block ${until}`;
      use(schemeAlgorithm(scheme), `signatures of ${who}${end}`, signatures);
    }
  }
  for (const { scheme } of facts.validatorKeys) {
    use(schemeAlgorithm(scheme), 'votes of this node', signatures);
  }
  use(networkScheme, 'certificates of connections between nodes', openssl);
  use(networkScheme, 'access tokens that this node gives out (OAuth 2.0)', openssl);
  use(otherAlgorithms.hash, 'API keys, and the chain of the audit log', openssl);
  use(
    schemeAlgorithm('ed25519'),
    'libp2p peer id of this node: a name, which alone opens nothing',
    openssl,
  );
  const exchanges = [...facts.groups, ...facts.connections.map(({ group }) => group)];
  for (const group of exchanges) {
    use(groupAlgorithm(group), 'key exchange of connections between nodes', openssl);
  }
  if (facts.https !== null) {
    for (const group of facts.https.groups) {
      use(groupAlgorithm(group), 'key exchange of the HTTP API', openssl);
    }
    use(apiKeyAlgorithm(facts.https.certificate), 'certificate of the HTTP API', openssl);
    use(otherAlgorithms.records, 'what the HTTP API carries', openssl);
  }
  use(otherAlgorithms.records, 'what connections between nodes carry', openssl);
  use(otherAlgorithms.handshakeHash, 'handshakes of connections between nodes', openssl);
  use(otherAlgorithms.hash, 'ids, addresses, Merkle trees', openssl);
  use(otherAlgorithms.keyFile, 'encrypted key files', noble);
  use(otherAlgorithms.password, 'passwords of key files', openssl);

  const components: Component[] = [
    ...[...used.values()].map(({ algorithm, uses, providers }) =>
      algorithmComponent(algorithm, [...uses], [...providers]),
    ),
    ...facts.validatorKeys.map(({ address, scheme }) =>
      keyComponent('validator key', address, schemeAlgorithm(scheme)),
    ),
    keyComponent('network key', facts.networkKey, networkScheme),
    keyComponent('peer key', facts.peer, schemeAlgorithm('ed25519')),
    ...facts.tokenKeys.map((name) => keyComponent('token key', name, networkScheme)),
    ...(facts.certificate === null
      ? []
      : [certificateComponent(facts, facts.certificate, networkScheme)]),
    protocolComponent(offered, otherAlgorithms.records, [
      property('postQuantumRequired', facts.requirePostQuantum),
    ]),
    ...(facts.https === null ? [] : apiComponents(facts.https)),
    ...facts.connections.flatMap(({ name, networkKey, ...connection }) => [
      connectionComponent({ name, ...connection }, groupAlgorithm(connection.group)),
      keyComponent(`network key of ${name}`, networkKey, networkScheme, 'public-key'),
      certificateComponent(
        { node: name, chainId: facts.chainId, networkKey },
        connection.certificate,
        networkScheme,
      ),
    ]),
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
      ...[...used.keys()].map((name) => ({ ref: algorithmReference(name) })),
    ],
  };
}
