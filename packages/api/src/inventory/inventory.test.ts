import { toHeight } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import type { CycloneDx } from './cyclone-dx.ts';
import type { InventoryFacts } from './facts.ts';
import { cryptographicInventory } from './inventory.ts';

const https: NonNullable<InventoryFacts['https']> = {
  groups: ['X25519MLKEM768'],
  requirePostQuantum: true,
  certificate: {
    fingerprint: 'f0',
    subject: 'CN=localhost',
    issuer: 'CN=testnet',
    keyType: 'ml-dsa-65',
    validFrom: 0,
    validUntil: 1,
  },
};

const facts: InventoryFacts = {
  version: '0.1.0',
  node: 'node1',
  chainId: 'test-chain',
  serial: '3e671687-395b-41f5-a30f-a58921a69b79',
  time: new Date(0),
  provider: 'native',
  mlDsa: { by: 'provider', problem: null },
  openssl: '3.5.8',
  validatorKeys: [{ address: 'trellis1aaa', scheme: 'ml-dsa-65' }],
  networkKey: 'trellis1bbb',
  certificate: { fingerprint: 'f1', validFrom: 0, validUntil: 86_400_000 },
  peer: '12D3KooWA',
  groups: ['X25519MLKEM768'],
  requirePostQuantum: true,
  accountSchemes: [{ scheme: 'ml-dsa-44', until: null }],
  recoverySchemes: [],
  validatorSchemes: [{ scheme: 'ml-dsa-65', until: null }],
  connections: [
    {
      name: 'node2',
      group: 'X25519MLKEM768',
      cipher: 'TLS_AES_256_GCM_SHA384',
      signatureScheme: 'ml-dsa-65',
      networkKey: 'trellis1ccc',
      certificate: { fingerprint: 'f2', validFrom: 1_000, validUntil: 2_000 },
    },
  ],
  tokenKeys: ['token-key-1'],
  https,
};

const exposed = ({ metadata }: CycloneDx): readonly string[] =>
  metadata.properties.map(({ value }) => value);

describe('the cryptographic inventory', () => {
  it('finds nothing exposed where all is post-quantum, and still names what is classical', () => {
    const inventory = cryptographicInventory(facts);
    expect(exposed(inventory)).toEqual([]);
    const classical = inventory.components.filter(({ properties }) =>
      properties.some(({ name, value }) => name === 'trellis:postQuantum' && value === 'false'),
    );
    expect(classical.map(({ name }) => name)).toEqual(['Ed25519', 'peer key']);
  });

  it('names each algorithm, key and connection once, and refers only to what it names', () => {
    const { components, dependencies } = cryptographicInventory(facts);
    const names = components.map((component) => component['bom-ref']);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining(['key/trellis1aaa', 'key/trellis1bbb', 'connection/node2']),
    );
    const algorithms = components.flatMap(({ cryptoProperties }) => [
      cryptoProperties.relatedCryptoMaterialProperties?.algorithmRef ?? [],
      cryptoProperties.certificateProperties?.signatureAlgorithmRef ?? [],
      cryptoProperties.certificateProperties?.subjectPublicKeyRef ?? [],
      cryptoProperties.protocolProperties?.cipherSuites.flatMap((suite) => suite.algorithms) ?? [],
    ]);
    const referred = [...algorithms.flat(), ...dependencies.flatMap((one) => one.dependsOn ?? [])];
    for (const reference of referred) expect(names).toContain(reference);
  });

  it('lists the certificates of both ends with the keys in them, and how long they count', () => {
    const certificatesOf = (changes: Partial<InventoryFacts>) =>
      cryptographicInventory({ ...facts, ...changes }).components.flatMap(
        ({ name, cryptoProperties: { certificateProperties: certificate } }) =>
          certificate === undefined
            ? []
            : [[name, certificate.subjectPublicKeyRef, certificate.notValidAfter]],
      );
    const theirs = ['certificate of node2', 'key/trellis1ccc', '1970-01-01T00:00:02.000Z'];
    expect(certificatesOf({})).toEqual([
      ['certificate of node1', 'key/trellis1bbb', '1970-01-02T00:00:00.000Z'],
      ['certificate of the HTTP API', 'key/http-api/f0', '1970-01-01T00:00:00.001Z'],
      theirs,
    ]);
    expect(certificatesOf({ certificate: null, https: null })).toEqual([theirs]);
    // Of the others' keys it names the public halves alone.
    const { components } = cryptographicInventory(facts);
    const types = components.flatMap(({ cryptoProperties }) => {
      const key = cryptoProperties.relatedCryptoMaterialProperties;
      return key === undefined ? [] : [[key.id, key.type]];
    });
    expect(types).toEqual(
      expect.arrayContaining([
        ['trellis1bbb', 'private-key'],
        ['trellis1ccc', 'public-key'],
      ]),
    );
  });

  it.each<[string, Partial<InventoryFacts>]>([
    [
      'harvest now, decrypt later: what is exchanged with node3 (key exchange X25519)',
      {
        connections: [
          {
            name: 'node3',
            group: 'X25519',
            cipher: 'TLS_AES_256_GCM_SHA384',
            signatureScheme: 'ml-dsa-65',
            networkKey: 'trellis1ddd',
            certificate: { fingerprint: 'f3', validFrom: 0, validUntil: 1 },
          },
        ],
      },
    ],
    ['network.requirePostQuantum is false', { requirePostQuantum: false }],
    ['HTTP API, which is not encrypted', { https: null }],
    ['http.tls.requirePostQuantum is false', { https: { ...https, requirePostQuantum: false } }],
    [
      'transactions of accounts that use ed25519, allowed up to block 7',
      { accountSchemes: [{ scheme: 'ed25519', until: toHeight(7n) }] },
    ],
    [
      'votes of validators that use ed25519, allowed without end',
      { validatorSchemes: [{ scheme: 'ed25519', until: null }] },
    ],
  ])('says what is exposed: %s', (sentence, changes) => {
    const [said, ...others] = exposed(cryptographicInventory({ ...facts, ...changes }));
    expect(said).toContain(sentence);
    expect(others).toEqual([]);
  });

  it.each([
    ['native', ['OpenSSL 3.5.8']],
    ['portable', ['noble (JavaScript)', 'OpenSSL 3.5.8']],
  ])('says who computes what: %s', (provider, ofMlDsa) => {
    const { components } = cryptographicInventory({ ...facts, provider });
    const providers = (name: string) =>
      components
        .find((component) => component.name === name)
        ?.properties.flatMap((one) => (one.name === 'trellis:provider' ? [one.value] : []));
    // Certificates are OpenSSL's affair whoever signs payments; key files never are.
    expect(providers('ML-DSA-65')).toEqual(ofMlDsa);
    expect(providers('XChaCha20-Poly1305')).toEqual(['noble (JavaScript)']);
    expect(providers('AES-256-GCM')).toEqual(['OpenSSL 3.5.8']);
  });

  it('counts a key exchange that it does not know as broken', () => {
    const connections = facts.connections.map((one) => ({ ...one, group: 'FFDHE2048' }));
    expect(exposed(cryptographicInventory({ ...facts, connections }))).toHaveLength(1);
  });
});
