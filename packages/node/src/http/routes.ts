/** Every route of the API. */
import type { Route } from './route.ts';
import { apiKeyRoutes } from './routes/api-key-routes.ts';
import { auditRoutes } from './routes/audit-routes.ts';
import { chainRoutes } from './routes/chain-routes.ts';
import { eventRoutes } from './routes/event-routes.ts';
import { governanceRoutes } from './routes/governance-routes.ts';
import { nodeRoutes } from './routes/node-routes.ts';
import { oauthRoutes } from './routes/oauth-routes.ts';
import { operationsRoutes } from './routes/operations-routes.ts';
import { withReference } from './routes/reference-routes.ts';
import { simulationRoutes } from './routes/simulation-routes.ts';
import { transactionRoutes } from './routes/transaction-routes.ts';

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
