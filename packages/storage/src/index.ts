/** What a node keeps on disk: chain and state in LevelDB, snapshots, the write-ahead log, and what it signed last. */

export { type AuditReport, auditDatabase } from './audit/audit-database.ts';
export { AuditFailure } from './audit/faults.ts';
export { BackupError } from './backup/backup-error.ts';
export { type BackupReport, createBackup } from './backup/create-backup.ts';
export {
  type BackupSelection,
  type RestoredBackup,
  restoreBackup,
  verifyBackup,
} from './backup/restore-backup.ts';
export { noteHeight, readNotedHeight, storedBefore } from './chain/height-file.ts';
export { hasChain, importChain } from './chain/import-chain.ts';
export { beginRun, endedCleanly, endRun } from './chain/last-run.ts';
export { chainPath, freeName, moveAside } from './chain/move-aside.ts';
export { openChain, wasBegun } from './chain/open-chain.ts';
export { beginRebuild, endRebuild, rebuildHeight } from './chain/rebuild.ts';
export { type OpenFile, openFile } from './files/open-file.ts';
export { StorageError } from './files/storage-error.ts';
export { beginWithGenesis } from './level/begin-with-genesis.ts';
export { checkedDatabase } from './level/checked-database.ts';
export { DamagedValue, DatabaseBehind } from './level/damage.ts';
export type { Database, RawDatabase } from './level/database-interface.ts';
export { type DatabaseSizes, databaseSizes } from './level/database-sizes.ts';
export type { PastEntry } from './level/historical-states.ts';
export type { HistoryPlace, HistoryRange, HistoryRecord } from './level/history.ts';
export { importInto } from './level/import-state.ts';
export { keys, keyText, type Prefix, prefixes, prefixRange } from './level/keyspace.ts';
export {
  type ChainStore,
  openLevelStore,
  openStoreOn,
  type StoreOptions,
} from './level/level-store.ts';
export type { StateReader } from './level/state-reader.ts';
export type { TransactionReader } from './level/transaction-reader.ts';
export { cutLog, DamagedLog } from './level-files/check-files.ts';
export { createPruner, type PruneProgress, type Pruner } from './prune/pruner.ts';
export { type AskKeepers, type RefillParts, refill } from './prune/refill.ts';
export { keptCertificateBlocks, type Retention } from './prune/retention.ts';
export { recoveryFault } from './recovery-fault.ts';
export type { ValueCheckParts } from './repair/check-value.ts';
export { type AskPeers, healValue, isNeeded } from './repair/heal-value.ts';
export { type Damage, quickCheck } from './repair/quick-check.ts';
export { createScrubber, type ScrubProgress, scrubStepValues } from './repair/scrubber.ts';
export { confirmMoved } from './signing/confirm-moved.ts';
export {
  createValidatorFolder,
  diskSpace,
  freeBytes,
  openDataFolder,
  tightDisk,
} from './signing/data-folder.ts';
export { type HeardFile, openHeardFile } from './signing/heard-file.ts';
export { type HeldFolder, holdFolder } from './signing/hold-folder.ts';
export {
  createLastSignedFile,
  type LastSigned,
  type LastSignedFile,
  nothingSigned,
  openLastSignedFile,
  readLastSigned,
  slotBytes,
  writeSlot,
} from './signing/last-signed-file.ts';
export { createLocalSigner } from './signing/local-signer.ts';
export { type MemoryNames, memoryNames } from './signing/memory-names.ts';
export { withOwnRecord } from './signing/own-record.ts';
export { openWalFile, readRecords, toRecord } from './signing/wal-file.ts';
export { whileStopped } from './signing/while-stopped.ts';
export { withdraw } from './signing/withdraw.ts';
export { beginWithSnapshot, fetchFromPeers } from './snapshot/begin-chain.ts';
export {
  createSnapshot,
  type OnChunks,
  type SnapshotReport,
  writeSnapshot,
} from './snapshot/create-snapshot.ts';
export { fetchSnapshot } from './snapshot/fetch-snapshot.ts';
export { checkedChunks, restoreSnapshot, snapshotPath } from './snapshot/restore-snapshot.ts';
export {
  createSnapshotFolder,
  openSnapshotFolder,
  type SnapshotFolder,
  type SnapshotWriter,
} from './snapshot/snapshot-folder.ts';
export { readSurvivingData, type SurvivingData } from './surviving-data.ts';
