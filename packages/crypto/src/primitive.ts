/**
 * The signature algorithms behind every scheme: what has to be known of each, and what a provider computes
 * of it. A hybrid scheme is put together of them in `provider.ts`, the same way for every provider.
 */

interface Primitive<Family extends string = PrimitiveFamily, Title extends string = string> {
  /** How its keys are made and written. */
  readonly family: Family;
  /** As its standard and JSON Web Keys name it. */
  readonly title: Title;
  /** Of its keys and signatures, in dotted form. */
  readonly oid: string;
  /** NIST's categories 1 to 5; 0 falls to a quantum computer. */
  readonly quantumLevel: 0 | 1 | 2 | 3 | 5;
  readonly seedBytes: number;
  readonly publicKeyBytes: number;
  readonly signatureBytes: number;
}

type PrimitiveFamily = 'ml-dsa' | 'slh-dsa' | 'ed25519';

type Sizes = Pick<Primitive, 'seedBytes' | 'publicKeyBytes' | 'signatureBytes'>;

/** FIPS 204 Table 2 for ML-DSA; its identifiers are those of RFC 9881 §2. */
function mlDsa<Title extends string>(
  title: Title,
  arc: number,
  quantumLevel: 2 | 3 | 5,
  sizes: Omit<Sizes, 'seedBytes'>,
): Primitive<'ml-dsa', Title> {
  const oid = `2.16.840.1.101.3.4.3.${arc}`;
  return { family: 'ml-dsa', title, oid, quantumLevel, seedBytes: 32, ...sizes };
}

/** FIPS 205 Table 2 for SLH-DSA; its identifiers are those of RFC 9909 §3. */
function slhDsa<Title extends string>(
  title: Title,
  arc: number,
  quantumLevel: 1 | 3 | 5,
  sizes: Sizes,
): Primitive<'slh-dsa', Title> {
  const oid = `2.16.840.1.101.3.4.3.${arc}`;
  return { family: 'slh-dsa', title, oid, quantumLevel, ...sizes };
}

/** RFC 8032 §5.1 and RFC 8410 §3. */
const ed25519: Primitive<'ed25519', 'Ed25519'> = {
  family: 'ed25519',
  title: 'Ed25519',
  oid: '1.3.101.112',
  quantumLevel: 0,
  seedBytes: 32,
  publicKeyBytes: 32,
  signatureBytes: 64,
};

export const primitives = {
  'ml-dsa-44': mlDsa('ML-DSA-44', 17, 2, { publicKeyBytes: 1312, signatureBytes: 2420 }),
  'ml-dsa-65': mlDsa('ML-DSA-65', 18, 3, { publicKeyBytes: 1952, signatureBytes: 3309 }),
  'ml-dsa-87': mlDsa('ML-DSA-87', 19, 5, { publicKeyBytes: 2592, signatureBytes: 4627 }),
  ed25519,
  'slh-dsa-sha2-128s': slhDsa('SLH-DSA-SHA2-128s', 20, 1, {
    seedBytes: 48,
    publicKeyBytes: 32,
    signatureBytes: 7856,
  }),
};

/** An algorithm of its own; a hybrid is two of them. */
export type PrimitiveName = keyof typeof primitives;

/** Those of FIPS 204. */
export type MlDsaName = Extract<PrimitiveName, `ml-dsa-${string}`>;

export function isMlDsa(name: PrimitiveName): name is MlDsaName {
  return primitives[name].family === 'ml-dsa';
}

export const primitiveNames = Object.keys(primitives) as readonly PrimitiveName[];

/** The names of JSON Web Keys of a family. */
export type PrimitiveTitle<Family extends PrimitiveFamily> = Extract<
  (typeof primitives)[PrimitiveName],
  Primitive<Family>
>['title'];

/** A private key of one algorithm, opened for signing. */
interface PrimitiveKey {
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array, context: Uint8Array): Promise<Uint8Array>;
}

/**
 * How a provider computes an algorithm. `context` is that of FIPS 204 §5.2 and FIPS 205 §10.2; Ed25519 has none, so
 * for it the caller has put it in front of the message and passes none. Lengths have been checked.
 */
export interface Primitives {
  openKey(name: PrimitiveName, seed: Uint8Array): PrimitiveKey;
  verify(
    name: PrimitiveName,
    publicKey: Uint8Array,
    message: Uint8Array,
    context: Uint8Array,
    signature: Uint8Array,
  ): Promise<boolean>;
}
