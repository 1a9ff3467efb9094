/** Final blocks as rows, each once, in Parquet files or in PostgreSQL. */
export { blockRows, genesisRows, type WholeBlock, type Written } from './block-rows.ts';
export { ExportError } from './export-error.ts';
export { openParquetTarget } from './parquet/parquet-target.ts';
export type { OpenHold, Position } from './position.ts';
export { openPostgresTarget } from './postgres/postgres-target.ts';
export { type ProvenSupply, provenSupplies, type Reconciled, reconcile } from './reconcile.ts';
export {
  type BlockRow,
  joinRows,
  type MovementRow,
  type Rows,
  type TransactionRow,
} from './rows.ts';
export { type ExportOptions, runExport } from './run-export.ts';
export type { ExportTarget, StoredTotals } from './target.ts';
