/** What all errors with a stable code have in common. */

/** An error that callers tell by its `code`; the message is for people, and may change. */
export class CodedError<Code extends string> extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}
