/** ISO 20022: banks' messages read, checked, mapped to payments of the ledger, answered and written. */

export {
  type AnswerId,
  answerOf,
  answerVersions,
  isAnswerTo,
} from './answer/answer-version.ts';
export { outcomeReasons, reasonOf } from './answer/outcome-reason.ts';
export { finalStatus, groupStatusOf, statusNames, statusTable } from './answer/status.ts';
export {
  type AnswerHead,
  blockReference,
  findingReason,
  receiptReport,
  rejectionReport,
  type StatedReason,
  statusReport,
  type TransferOutcome,
} from './answer/status-report.ts';
export { type CharacterRule, hasOtherCharacters, transliterate } from './checks/characters.ts';
export { decimalText } from './checks/decimal.ts';
export { ibanProblem } from './checks/iban.ts';
export { currencyDecimals } from './code-sets/currency.ts';
export { type ReasonCode, reasonNames } from './code-sets/reason-code.ts';
export {
  type CancellationRequest,
  readCancellationRequest,
  type WantedBack,
} from './investigation/cancellation-request.ts';
export {
  type AskedAbout,
  type ReportRequest,
  readReportRequests,
  readStatusRequest,
  type StatusRequest,
} from './investigation/requests.ts';
export {
  type Resolution,
  type ResolvedTransfer,
  type ReturnedPayment,
  resolutionMessage,
  resolutionOf,
  returnMessage,
} from './investigation/resolution.ts';
export {
  header,
  isMessageId,
  type KindOf,
  kindOf,
  type MessageId,
  type MessageKind,
  type MessageValue,
  messageIds,
  namespaceOf,
} from './messages/message-table.ts';
export {
  type Finding,
  type FindingCode,
  findingMeaning,
  findingsMax,
  type Severity,
} from './read/finding.ts';
export { isKind, type Message } from './read/message.ts';
export {
  createMessageReader,
  type MessageReader,
  type ReadOptions,
  type ReadResult,
  readMessage,
} from './read/read-message.ts';
export {
  type AccountReport,
  accountReport,
  type EnclosedTransfer,
  isReportId,
  ReportError,
  type ReportedEntry,
  type ReportId,
} from './report/account-report.ts';
export {
  enclosedTransfer,
  isAbout,
  passedOn,
  type SettledPayment,
} from './report/received-transfer.ts';
export type { SingleId, SingleTransfer } from './sealed/single-transfer.ts';
export { readTransferDocument, transferDocument } from './sealed/transfer-document.ts';
export { ledgerAccount, ledgerScheme } from './transfer/account-scheme.ts';
export type { LeftOut } from './transfer/apply-mapping.ts';
export type { AccountName, Instruction } from './transfer/instruction.ts';
export { pacs008Mapping, pacs009Mapping } from './transfer/interbank-mapping.ts';
export type { MappingRow, Treatment } from './transfer/mapping-table.ts';
export { pain001Mapping } from './transfer/pain-001-mapping.ts';
export {
  createTransfersReader,
  readTransfers,
  type TransfersReader,
} from './transfer/read-transfers.ts';
export {
  rejectionsOf,
  type TransferFile,
  type TransferGroup,
  type TransferReading,
} from './transfer/transfer-file.ts';
export type { TransferRules } from './transfer/transfer-rules.ts';
export { WriteError, writeMessage } from './write/write-message.ts';
export type { Place } from './xml/place.ts';
export { knownSchemas } from './xsd/known-schemas.ts';
