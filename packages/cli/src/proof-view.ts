/** What commands say of the proof of an answer. */
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
export function printProvenJson({ trusted }: Session, answer: object): void {
  printJson({ ...answer, proofChecked: trusted !== null });
}
