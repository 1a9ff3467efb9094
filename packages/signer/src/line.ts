/** A way between a node and its signer on which messages come whole and in order, or not at all. */
export interface Line {
  send(message: Uint8Array): void;
  close(): void;
}

export interface LineHandlers {
  onMessage(message: Uint8Array): void;
  /** Called once, by whichever end it was closed. */
  onClose(): void;
}
