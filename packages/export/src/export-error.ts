/** Why an export can't be made or continued. */
import { CodedError } from '@trellis/crypto';

export class ExportError extends CodedError<
  | 'block_not_kept'
  | 'export_of_another_chain'
  | 'export_not_readable'
  | 'export_taken'
  | 'export_differs'
  | 'no_database'
> {}
