/** A validator's key in a process of its own, and a node's end of the line to it. */
export {
  type AwaySignerParts,
  type ConnectedSigner,
  createAwaySigner,
} from './away-signer.ts';
export type { Line, LineHandlers } from './line.ts';
export { moveMemory } from './move-memory.ts';
export { type OpenedMemory, openMemory } from './open-memory.ts';
export { limitedPaymentKey, type PaymentKeyParts } from './payments/payment-key.ts';
export type { AssetLimits, PaymentLimits } from './payments/payment-limits.ts';
export { dialPaymentKey, servePayments } from './payments/payment-line.ts';
export { JournalError, openSpentJournal, type SpentJournal } from './payments/spent-journal.ts';
export { serveLine } from './serve-line.ts';
export { createSigningService, type SigningService } from './signing-service.ts';
export {
  dialLine,
  type LineIdentity,
  type ListeningLines,
  listenForLines,
  socketsOf,
} from './tls-line.ts';
export { openTokenKey, type TokenKey, type TokenMechanism } from './token-key.ts';
export { type ChainStep, genesisValidators } from './trusted-validators.ts';
