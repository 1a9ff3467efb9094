/** How commands about banks' files end when not all of a file is well. */

/** A bank's file has mistakes, or not all of its transfers were paid; what is printed and the answer say which. */
export class FileRejected extends Error {
  readonly code = 'file_rejected';

  constructor(message: string) {
    super(message);
    this.name = 'FileRejected';
  }
}

/** Transfers of a file were submitted, or may have been, and are not final yet; run again, the command continues. */
export class TransfersOpen extends Error {
  readonly code = 'not_final';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TransfersOpen';
  }
}
