/** The German words for what the ledger does, as `words.ts` loads them. */
export { germanActions } from './german-actions.ts';
export { germanCauses } from './german-causes.ts';
export { germanRejections, germanStatuses } from './german-codes.ts';
export { germanErrors } from './german-errors.ts';
export { germanOperations } from './german-operations.ts';
