/** Which algorithms a node uses, what for, and by whom they are computed. Pure. */
import { primitives, type SchemeName, schemes } from '@trellis/crypto';
import { type Algorithm, groupAlgorithm, otherAlgorithms, schemeAlgorithm } from './algorithms.ts';
import { apiKeyAlgorithm } from './api-components.ts';
import type { InventoryFacts } from './facts.ts';

export interface AlgorithmUses {
  readonly algorithm: Algorithm;
  readonly uses: ReadonlySet<string>;
  readonly providers: ReadonlySet<string>;
}

type Use = readonly [algorithm: Algorithm, what: string, provider: string];

const webAssembly = '@trellis/ml-dsa (WebAssembly)';
const noble = 'noble (JavaScript)';

/** Of every network key and of its certificate. */
export const networkScheme = schemeAlgorithm('ml-dsa-65');

/** Of the key behind a peer id. */
export const peerScheme = schemeAlgorithm('ed25519');

/** Each algorithm once, in the order of its first use. */
export function algorithmUses(facts: InventoryFacts): readonly AlgorithmUses[] {
  const used = new Map<
    string,
    { algorithm: Algorithm; uses: Set<string>; providers: Set<string> }
  >();
  for (const [algorithm, what, provider] of usesOf(facts)) {
    const known = used.get(algorithm.name) ?? { algorithm, uses: new Set(), providers: new Set() };
    used.set(algorithm.name, known);
    known.uses.add(what);
    known.providers.add(provider);
  }
  return [...used.values()];
}

function usesOf(facts: InventoryFacts): readonly Use[] {
  const openssl = `OpenSSL ${facts.openssl}`;
  const { groups, connections, https } = facts;
  const exchanges = [...groups, ...connections.map(({ group }) => group)];
  return [
    ...signatureUses(facts, facts.provider === 'native' ? openssl : noble),
    [networkScheme, 'certificates of connections between nodes', openssl],
    [networkScheme, 'access tokens that this node gives out (OAuth 2.0)', openssl],
    [otherAlgorithms.hash, 'API keys, and the chain of the audit log', openssl],
    [peerScheme, 'libp2p peer id of this node: a name, which alone opens nothing', openssl],
    ...exchanges.map((group): Use => {
      return [groupAlgorithm(group), 'key exchange of connections between nodes', openssl];
    }),
    ...(https === null ? [] : apiUses(https, openssl)),
    [otherAlgorithms.records, 'what connections between nodes carry', openssl],
    [otherAlgorithms.handshakeHash, 'handshakes of connections between nodes', openssl],
    [otherAlgorithms.hash, 'ids, addresses, Merkle trees', openssl],
    [otherAlgorithms.keyFile, 'encrypted key files', noble],
    [otherAlgorithms.password, 'passwords of key files', openssl],
  ];
}

/** Who verifies a scheme: ML-DSA has an implementation of its own, unless it can't be relied on here. */
function verifier({ mlDsa }: InventoryFacts, scheme: SchemeName, provider: string): string {
  const isMlDsa = schemes[scheme].parts.filter((part) => primitives[part].family === 'ml-dsa');
  if (isMlDsa.length === 0) return provider;
  if (mlDsa.by === 'provider') {
    return mlDsa.problem === null
      ? provider
      : `${provider}, in place of ${webAssembly}: ${mlDsa.problem}`;
  }
  return isMlDsa.length === schemes[scheme].parts.length
    ? webAssembly
    : `${provider} and ${webAssembly}`;
}

function signatureUses(facts: InventoryFacts, provider: string): readonly Use[] {
  const rules = [
    ['accounts', facts.accountSchemes],
    ['recovery keys', facts.recoverySchemes],
    ['validators', facts.validatorSchemes],
  ] as const;
  return [
    ...rules.flatMap(([who, schemes]) =>
      schemes.map(({ scheme, until }): Use => {
        const end = until === null ? '' : ` up to block ${until}`;
        const by = verifier(facts, scheme, provider);
        return [schemeAlgorithm(scheme), `signatures of ${who}${end}`, by];
      }),
    ),
    ...facts.validatorKeys.map(({ scheme }): Use => {
      return [schemeAlgorithm(scheme), 'votes of this node', provider];
    }),
  ];
}

function apiUses(
  { groups, certificate }: NonNullable<InventoryFacts['https']>,
  provider: string,
): readonly Use[] {
  return [
    ...groups.map((group): Use => {
      return [groupAlgorithm(group), 'key exchange of the HTTP API', provider];
    }),
    [apiKeyAlgorithm(certificate), 'certificate of the HTTP API', provider],
    [otherAlgorithms.records, 'what the HTTP API carries', provider],
  ];
}
