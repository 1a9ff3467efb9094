/** All that checks proofs, and nothing else: a script of its own, which the page loads after it has shown something. */
import { createWorkerVerifier, type SignatureVerifier } from '@trellis/client';

export {
  acceptRecovery,
  createLightClient,
  findConflict,
  getAccount,
  getAccountAliases,
  getAsset,
  getAssetRules,
  getBalance,
  getHold,
  getHolder,
  getMandate,
  getMandates,
  getProposal,
  getRecovery,
  getRoles,
  resolveAlias,
  summarizeRecovery,
  verifyBlock,
  verifyEvidence,
  verifyHeader,
  verifyHistory,
  verifyHistoryEntry,
  verifyTransaction,
} from '@trellis/client';

/** Checks signatures in a worker, which is loaded for the first of them. */
export function startVerifier(): SignatureVerifier {
  return createWorkerVerifier(
    new Worker(new URL('./verification-worker.ts', import.meta.url), { type: 'module' }),
  );
}
