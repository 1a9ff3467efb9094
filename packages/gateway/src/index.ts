/** The gateway between banks' files and the ledger: files in, final payments made once, answers out. */

export {
  type GatewayConfig,
  GatewayConfigError,
  readGatewayConfig,
} from './config/gateway-config.ts';
export { type ApprovedInstruction, approverOf, signApproval } from './deciding/approval.ts';
export type { PaymentLimits } from './deciding/limits.ts';
export { type Folders, openFolders } from './files/folders.ts';
export { createHttpIntake, type HttpIntake } from './files/http-intake.ts';
export { type FileReading, type ReadFile, readBankFile } from './files/read-file.ts';
export { FolderInUse, takeFolder } from './files/sole-use.ts';
export { messageKey } from './handling/handle-payments.ts';
export {
  advance,
  type InstructionEvent,
  type InstructionState,
  isEnd,
} from './journal/instruction-state.ts';
export { type Journal, JournalError, openJournal, type PlannedFacts } from './journal/journal.ts';
export { type MakingPayments, makePayments } from './payment/make-payments.ts';
export {
  type PlannedPayment,
  type PlannedTransfer,
  type Planner,
  planTransfers,
  type Sealing,
} from './payment/planned-transfer.ts';
export { fetchAccountHistory } from './report/account-history.ts';
export { type EntryNames, reportedEntry } from './report/reported-entry.ts';
export { runGateway } from './run-gateway.ts';
export type { GatewayAccounts, GatewayParts, Log, ServedAccount } from './setup/gateway-parts.ts';
export { createMetrics, type Metrics } from './setup/metrics.ts';
