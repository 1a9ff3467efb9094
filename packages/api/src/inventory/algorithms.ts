/** The algorithms that a node can meet, in the words of CycloneDX 1.6 (`cryptoProperties`). */
import { primitives, type SchemeName, schemes } from '@trellis/crypto';

type Primitive = 'ae' | 'combiner' | 'hash' | 'kdf' | 'kem' | 'key-agree' | 'signature';

export interface Algorithm {
  readonly name: string;
  readonly primitive: Primitive;
  readonly functions: readonly string[];
  /** FIPS or RFC parameter set, as CycloneDX wants it. */
  readonly parameterSet?: string;
  readonly oid?: string;
  /** NIST's categories 1 to 5; 0 falls to a quantum computer. */
  readonly quantumLevel: 0 | 1 | 2 | 3 | 4 | 5;
}

const signing = ['keygen', 'sign', 'verify'];
const exchanging = ['keygen', 'encapsulate', 'decapsulate'];

/** Key exchanges by their TLS names; the hybrids hold as long as one of their halves does. */
const groupAlgorithms: Readonly<Record<string, Algorithm>> = {
  X25519MLKEM768: exchange('X25519MLKEM768', 'combiner', '768', 3),
  SecP256r1MLKEM768: exchange('SecP256r1MLKEM768', 'combiner', '768', 3),
  MLKEM1024: exchange('MLKEM1024', 'kem', '1024', 5),
  X25519: {
    name: 'X25519',
    primitive: 'key-agree',
    functions: ['keygen', 'keyderive'],
    oid: '1.3.101.110',
    quantumLevel: 0,
  },
  'P-256': {
    name: 'ECDH P-256',
    primitive: 'key-agree',
    functions: ['keygen', 'keyderive'],
    parameterSet: 'P-256',
    oid: '1.2.840.10045.3.1.7',
    quantumLevel: 0,
  },
};

/** What every node uses besides signatures and key exchanges. */
export const otherAlgorithms = {
  records: {
    name: 'AES-256-GCM',
    primitive: 'ae',
    functions: ['encrypt', 'decrypt'],
    parameterSet: '256',
    oid: '2.16.840.1.101.3.4.1.46',
    quantumLevel: 5,
  },
  handshakeHash: {
    name: 'SHA-384',
    primitive: 'hash',
    functions: ['digest'],
    parameterSet: '384',
    oid: '2.16.840.1.101.3.4.2.2',
    quantumLevel: 4,
  },
  hash: {
    name: 'SHA-256',
    primitive: 'hash',
    functions: ['digest'],
    parameterSet: '256',
    oid: '2.16.840.1.101.3.4.2.1',
    quantumLevel: 2,
  },
  keyFile: {
    name: 'XChaCha20-Poly1305',
    primitive: 'ae',
    functions: ['encrypt', 'decrypt'],
    parameterSet: '256',
    quantumLevel: 5,
  },
  password: { name: 'argon2id', primitive: 'kdf', functions: ['keyderive'], quantumLevel: 5 },
} as const satisfies Readonly<Record<string, Algorithm>>;

/** The algorithm of a signature scheme. */
export function schemeAlgorithm(scheme: SchemeName): Algorithm {
  const parts = schemes[scheme].parts.map((part) => primitives[part]);
  const [only] = parts;
  const quantumLevel = Math.max(
    ...parts.map((part) => part.quantumLevel),
  ) as Algorithm['quantumLevel'];
  if (only === undefined || parts.length > 1) {
    const name = `${parts.map(({ title }) => title).join(' with ')}, both must verify`;
    return { name, primitive: 'combiner', functions: signing, quantumLevel };
  }
  const { title: name, oid } = only;
  // What follows the family's name, as in ML-DSA-65.
  const parameterSet = name.slice(only.family.length + 1);
  return {
    name,
    primitive: 'signature',
    functions: signing,
    ...(parameterSet !== '' && { parameterSet }),
    oid,
    quantumLevel,
  };
}

/** The algorithm of a key exchange; one that this list lacks counts as broken, so that it is noticed. */
export function groupAlgorithm(group: string): Algorithm {
  return (
    groupAlgorithms[group] ?? {
      name: group,
      primitive: 'key-agree',
      functions: ['keyderive'],
      quantumLevel: 0,
    }
  );
}

function exchange(
  name: string,
  primitive: 'combiner' | 'kem',
  parameterSet: string,
  quantumLevel: 3 | 5,
): Algorithm {
  return { name, primitive, functions: exchanging, parameterSet, quantumLevel };
}
