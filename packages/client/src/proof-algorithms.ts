/** Kinds of keys that a node takes proofs of, and that the SDK makes. Only ML-DSA withstands a quantum computer. */
export const proofAlgorithms = ['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87', 'ES256', 'Ed25519'] as const;
export type ProofAlgorithm = (typeof proofAlgorithms)[number];
