/** How long the parts of a sealed text are: what the ledger knows of them. */

/** Sizes in bytes. */
export const sealingBytes = {
  publicKey: 1_216,
  /** What a reader's share of the random key is made with. */
  encapsulated: 1_120,
  /** The random key, encrypted and authenticated. */
  wrappedKey: 48,
  /** Longer than the text by so much. */
  tag: 16,
} as const;
