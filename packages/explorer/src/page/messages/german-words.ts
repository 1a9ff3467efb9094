/** The German words for what the ledger does, as `words.ts` loads them. */
export { germanActions } from './german-actions.ts';
export { germanRejections, germanStatuses } from './german-codes.ts';
export { germanOperations } from './german-operations.ts';
