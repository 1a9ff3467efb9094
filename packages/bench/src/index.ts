/** What signatures cost, from one call to a whole network. */
export * from './ledger/index.ts';
