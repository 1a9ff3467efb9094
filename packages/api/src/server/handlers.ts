/** The handlers of all endpoints: one that is missing does not compile. */
import { accessHandlers } from '../access/access-handlers.ts';
import { accountHandlers } from '../accounts/account-handlers.ts';
import { aliasHandlers } from '../aliases/alias-handlers.ts';
import { assetHandlers } from '../assets/asset-handlers.ts';
import { blockHandlers } from '../blocks/block-handlers.ts';
import { eventHandlers } from '../events/event-handlers.ts';
import { governanceHandlers } from '../governance/governance-handlers.ts';
import { holdHandlers } from '../holds/hold-handlers.ts';
import type { Handlers } from '../http/handler.ts';
import { mandateHandlers } from '../mandates/mandate-handlers.ts';
import { nodeHandlers } from '../node/node-handlers.ts';
import { operationsHandlers } from '../node/operations-handlers.ts';
import { consentHandlers } from '../oauth/consent-handlers.ts';
import { oauthHandlers } from '../oauth/oauth-handlers.ts';
import { referenceHandlers } from '../reference/reference-handlers.ts';
import { transactionHandlers } from '../transactions/transaction-handlers.ts';

export const handlers: Handlers = {
  ...accessHandlers,
  ...accountHandlers,
  ...assetHandlers,
  ...blockHandlers,
  ...consentHandlers,
  ...eventHandlers,
  ...governanceHandlers,
  ...aliasHandlers,
  ...mandateHandlers,
  ...holdHandlers,
  ...nodeHandlers,
  ...oauthHandlers,
  ...operationsHandlers,
  ...referenceHandlers,
  ...transactionHandlers,
};
