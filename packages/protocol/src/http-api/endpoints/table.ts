/** The table of the API: every endpoint, by its id. */
export * from './access.ts';
export * from './accounts.ts';
export * from './aliases.ts';
export * from './assets.ts';
export * from './blocks.ts';
export * from './consents.ts';
export * from './events.ts';
export * from './governance.ts';
export * from './holds.ts';
export * from './mandates.ts';
export * from './node.ts';
export * from './oauth.ts';
export * from './operations.ts';
export * from './reference.ts';
export * from './transactions.ts';
