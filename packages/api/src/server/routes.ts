/** Every route of the API. */

import { apiKeyRoutes } from '../access/api-key-routes.ts';
import { auditRoutes } from '../access/audit-routes.ts';
import { chainRoutes } from '../blocks/chain-routes.ts';
import { eventRoutes } from '../events/event-routes.ts';
import { governanceRoutes } from '../governance/governance-routes.ts';
import type { Route } from '../http/route.ts';
import { nodeRoutes } from '../node/node-routes.ts';
import { operationsRoutes } from '../node/operations-routes.ts';
import { oauthRoutes } from '../oauth/oauth-routes.ts';
import { withReference } from '../reference/reference-routes.ts';
import { simulationRoutes } from '../transactions/simulation-routes.ts';
import { transactionRoutes } from '../transactions/transaction-routes.ts';

export const routes: readonly Route[] = withReference([
  ...nodeRoutes,
  ...operationsRoutes,
  ...chainRoutes,
  ...transactionRoutes,
  ...simulationRoutes,
  ...eventRoutes,
  ...governanceRoutes,
  ...apiKeyRoutes,
  ...auditRoutes,
  ...oauthRoutes,
]);
