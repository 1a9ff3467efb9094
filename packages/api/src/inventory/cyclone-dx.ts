/**
 * The part of CycloneDX 1.6 that describes cryptography (ECMA-424, `cryptoProperties`). Types and not interfaces,
 * which the compiler would not take for JSON.
 */
import type { CertificateFacts } from '@trellis/engine';
import type { Algorithm } from './algorithms.ts';

export type Property = {
  readonly name: string;
  readonly value: string;
};

type CryptoProperties = {
  readonly assetType: 'algorithm' | 'certificate' | 'protocol' | 'related-crypto-material';
  readonly oid?: string;
  readonly algorithmProperties?: {
    readonly primitive: string;
    readonly parameterSetIdentifier?: string;
    readonly executionEnvironment: 'software-plain-ram';
    readonly cryptoFunctions: readonly string[];
    readonly nistQuantumSecurityLevel: number;
  };
  readonly relatedCryptoMaterialProperties?: {
    readonly type: 'private-key' | 'public-key';
    readonly id: string;
    readonly state: 'active';
    readonly algorithmRef: string;
  };
  readonly certificateProperties?: {
    readonly subjectName: string;
    readonly issuerName: string;
    readonly notValidBefore: string;
    readonly notValidAfter: string;
    readonly signatureAlgorithmRef: string;
    readonly subjectPublicKeyRef: string;
    readonly certificateFormat: 'X.509';
  };
  readonly protocolProperties?: {
    readonly type: 'tls';
    readonly version: '1.3';
    readonly cipherSuites: readonly {
      readonly name: string;
      readonly algorithms: readonly string[];
    }[];
  };
};

export type Component = {
  readonly type: 'cryptographic-asset';
  readonly 'bom-ref': string;
  readonly name: string;
  readonly description?: string;
  readonly cryptoProperties: CryptoProperties;
  readonly properties: readonly Property[];
};

export type CycloneDx = {
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.6';
  readonly serialNumber: string;
  readonly version: 1;
  readonly metadata: {
    readonly timestamp: string;
    readonly component: {
      readonly type: 'application';
      readonly 'bom-ref': string;
      readonly name: string;
      readonly version: string;
      readonly description: string;
    };
    readonly properties: readonly Property[];
  };
  readonly components: readonly Component[];
  readonly dependencies: readonly {
    readonly ref: string;
    readonly dependsOn?: readonly string[];
  }[];
};

/** A property of ours; the standard has no place for these. Its values are texts, booleans included. */
export function property(name: string, value: boolean | string): Property {
  return { name: `trellis:${name}`, value: `${value}` };
}

/** Whether an algorithm withstands a quantum computer. */
export const postQuantum = ({ quantumLevel }: Algorithm): Property =>
  property('postQuantum', quantumLevel > 0);

/** How other components name an algorithm. */
export function algorithmReference(name: string): string {
  return `algorithm/${name}`;
}

export function algorithmComponent(
  algorithm: Algorithm,
  uses: readonly string[],
  providers: readonly string[],
): Component {
  const { name, primitive, functions, parameterSet, oid, quantumLevel } = algorithm;
  return {
    type: 'cryptographic-asset',
    'bom-ref': algorithmReference(name),
    name,
    cryptoProperties: {
      assetType: 'algorithm',
      ...(oid === undefined ? {} : { oid }),
      algorithmProperties: {
        primitive,
        ...(parameterSet === undefined ? {} : { parameterSetIdentifier: parameterSet }),
        executionEnvironment: 'software-plain-ram',
        cryptoFunctions: functions,
        nistQuantumSecurityLevel: quantumLevel,
      },
    },
    properties: [
      ...uses.map((use) => property('use', use)),
      ...providers.map((provider) => property('provider', provider)),
      postQuantum(algorithm),
    ],
  };
}

/** A key by its address, a private one never by itself. */
export function keyComponent(
  name: string,
  address: string,
  algorithm: Algorithm,
  type: 'private-key' | 'public-key' = 'private-key',
): Component {
  return {
    type: 'cryptographic-asset',
    'bom-ref': keyReference(address),
    name,
    cryptoProperties: {
      assetType: 'related-crypto-material',
      relatedCryptoMaterialProperties: {
        type,
        id: address,
        state: 'active',
        algorithmRef: algorithmReference(algorithm.name),
      },
    },
    properties: [property('use', `${name} ${address}`), postQuantum(algorithm)],
  };
}

/** How other components name a key. */
function keyReference(address: string): string {
  return `key/${address}`;
}

/** A node's certificate, which it has signed with its network key itself. */
export function certificateComponent(
  owner: { readonly node: string; readonly chainId: string; readonly networkKey: string },
  { fingerprint, validFrom, validUntil }: CertificateFacts,
  algorithm: Algorithm,
): Component {
  const { node, chainId, networkKey } = owner;
  const name = `O=Trellis, CN=${chainId}`;
  const notValidBefore = new Date(validFrom).toISOString();
  const notValidAfter = new Date(validUntil).toISOString();
  return {
    type: 'cryptographic-asset',
    'bom-ref': `certificate/${fingerprint}`,
    name: `certificate of ${node}`,
    cryptoProperties: {
      assetType: 'certificate',
      certificateProperties: {
        subjectName: name,
        issuerName: name,
        notValidBefore,
        notValidAfter,
        signatureAlgorithmRef: algorithmReference(algorithm.name),
        subjectPublicKeyRef: keyReference(networkKey),
        certificateFormat: 'X.509',
      },
    },
    properties: [
      property('use', `${node} on connections, until ${notValidAfter}`),
      postQuantum(algorithm),
    ],
  };
}

/** What is offered to whoever connects: quantum-safe if the weakest of its key exchanges is. */
export function protocolComponent(
  named: Pick<Component, 'bom-ref' | 'name'>,
  groups: readonly Algorithm[],
  cipher: Algorithm,
  properties: readonly Property[],
): Component {
  const [weakest] = groups.toSorted((one, other) => one.quantumLevel - other.quantumLevel);
  return {
    type: 'cryptographic-asset',
    ...named,
    cryptoProperties: {
      assetType: 'protocol',
      protocolProperties: {
        type: 'tls',
        version: '1.3',
        cipherSuites: [
          {
            name: 'TLS_AES_256_GCM_SHA384',
            algorithms: [...groups, cipher].map(({ name }) => algorithmReference(name)),
          },
        ],
      },
    },
    properties: [
      property('use', `offers ${groups.map(({ name }) => name).join(', ')}`),
      ...properties,
      ...(weakest === undefined ? [] : [postQuantum(weakest)]),
    ],
  };
}

/** A connection as it was agreed on. */
export function connectionComponent(
  connection: {
    readonly name: string;
    readonly group: string;
    readonly cipher: string;
    readonly signatureScheme: string;
  },
  group: Algorithm,
): Component {
  const { name, cipher, signatureScheme } = connection;
  return {
    type: 'cryptographic-asset',
    'bom-ref': `connection/${name}`,
    name: `connection with ${name}`,
    cryptoProperties: {
      assetType: 'protocol',
      protocolProperties: {
        type: 'tls',
        version: '1.3',
        cipherSuites: [{ name: cipher, algorithms: [algorithmReference(group.name)] }],
      },
    },
    properties: [
      property('use', `${group.name}, ${signatureScheme}, ${cipher}`),
      postQuantum(group),
    ],
  };
}
