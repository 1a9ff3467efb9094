/** The rules of the ledger: what is valid, and what a block does to the state. Pure and synchronous. */

export { type BlockPlan, type BuiltBlock, buildBlock } from './build-block.ts';
export { checkHeader, type HeaderProblem } from './check-header.ts';
export {
  type Consent,
  isConsented,
  lastFinalHeight,
  recoveryConsent,
  recoveryPlanProblem,
} from './check-recovery.ts';
export { checkTransaction } from './check-transaction.ts';
export {
  applyEvidence,
  type EvidenceProblem,
  type ValidatedEvidence,
  validateEvidence,
} from './evidence/apply-evidence.ts';
export {
  type BlockExecution,
  type BlockRoots,
  type ExecutionResult,
  executeBlock,
  startBlock,
} from './execute.ts';
export { type GenesisBlock, genesisBlock, genesisNodes } from './genesis-state.ts';
export { type Readiness, readinessAt, readyPower } from './governance/upgrade.ts';
export {
  type KnownTransaction,
  readTransaction,
  type VerifiedTransaction,
} from './known-transaction.ts';
export { executeRecovery } from './recovery-block.ts';
export { type BalanceChange, type Simulation, simulateTransaction } from './simulate.ts';
export { lastSequence, policyAt } from './state/accounts.ts';
export { assetRulesOf, movementStatus } from './state/asset-rules.ts';
export { balanceOf } from './state/balances.ts';
export {
  type BlockContext,
  type TransactionContext,
  transactionContextAt,
} from './state/block-context.ts';
export type { BalanceEntry } from './state/block-overlay.ts';
export {
  hasRole,
  parametersOf,
  protocolOf,
  validatorSchedule,
  votingPower,
} from './state/registry.ts';
export {
  createOverlay,
  emptyState,
  type State,
  type StateChanges,
} from './state/state.ts';
export {
  nodeHashAt,
  pageLevels,
  proveKey,
  rootHash,
  type StateTree,
  trimTree,
  valueHashAt,
} from './state/state-tree.ts';
export { DamagedTree, decodePage, emptyTree, encodePage, openTree } from './state/tree-page.ts';
export { type TreeUpdate, updateTree } from './state/update-tree.ts';
export {
  accountClaims,
  policiesOf,
  transactionClaims,
  type WitnessClaim,
  type WitnessClaims,
  witnessClaims,
} from './witnesses.ts';
