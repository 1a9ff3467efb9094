/** What commands say of the proof of an answer. */
import type { Json } from '@trellis/protocol';
import { dim, printJson } from './output.ts';
import type { Session } from './session.ts';

/** What to say of proofs that could not be checked. */
export const unchecked = 'not checked: there is no trusted genesis; name one with --genesis';

/** The line `proof`: the steps that were checked, such as `hold → state root → certificate`, and a note. */
export function proofField(
  { trusted }: Session,
  steps: string,
  note?: string,
): readonly ['proof', string] {
  if (trusted === null) return ['proof', dim(unchecked)];
  return ['proof', `${steps} checked${note === undefined ? '' : `; ${note}`}`];
}

/** Prints an answer, as its codec writes it in JSON, and whether its proof was checked. */
export function printProvenJson({ trusted }: Session, answer: object | Json): void {
  // The codecs of answers write objects; the type says no more than JSON.
  printJson({ ...(answer as object), proofChecked: trusted !== null });
}
