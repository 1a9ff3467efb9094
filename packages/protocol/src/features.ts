/**
 * The rules that differ by the version of the protocol. Each has a name and the version that it begins with; no other place
 * knows of versions. A rule that ends would be one more feature, so none is ever taken away.
 */

const beginnings = {
  /** Memos and names hold no line ends, control characters, or characters that can't be seen or turn the direction of text. */
  plainText: 2,
  /** Accounts have names, BICs, LEIs and IBANs that a directory confirmed. */
  directory: 2,
  /** Accounts let others pay from them within limits. */
  mandates: 2,
  /** A sealed remittance can have up to 8 KiB, and a document in it. */
  sealedDocuments: 2,
} as const satisfies Readonly<Record<string, number>>;

/** A rule, operation, action or scheme that not all versions have. */
export type Feature = keyof typeof beginnings;

/** Of every chain at its beginning, and of every header that names none. */
export const firstVersion = 1;

/** The newest version that this software knows. It knows all before it, for ever: their blocks stay readable and auditable. */
export const newestVersion = Math.max(firstVersion, ...Object.values(beginnings));

/** Whether blocks of a version have a feature. */
export function isInForce(feature: Feature, version: number): boolean {
  return version >= beginnings[feature];
}
