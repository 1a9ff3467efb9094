/** What commands say of the proof of an answer. */

import type { AsOf } from '@trellis/client';
import { toBase64 } from '@trellis/crypto';
import { blockHeaderCodec, commitCertificateCodec, mapProofCodec } from '@trellis/protocol';
import { alignRows } from './align-rows.ts';
import { dim, print, printJson } from './output.ts';
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

/** What proves an answer, for whoever wants to check it again: one of its entries with the block that it is of. */
export function entryJson({ header, certificate, descendants, entries }: AsOf, index = 0): object {
  const entry = entries[index];
  if (entry === undefined) throw new TypeError('every answer has an entry');
  return {
    key: entry.key,
    value: entry.value === null ? null : toBase64(entry.value),
    proof: mapProofCodec.toJson(entry.proof),
    header: blockHeaderCodec.toJson(header),
    ...(descendants && { descendants: descendants.map((one) => blockHeaderCodec.toJson(one)) }),
    certificate: certificate && commitCertificateCodec.toJson(certificate),
  };
}

/** What is said of lists and facts that nothing proves. */
export const reportedByNode = 'reported by the node (not verified)';

/** Prints a list of which nothing proves that it is right and complete, and says so. */
export function printReportedList(rows: readonly (readonly string[])[]): void {
  print(...alignRows(rows), dim(`The list is ${reportedByNode}.`));
}

/** Prints an answer and whether its proof was checked. */
export function printProvenJson({ trusted }: Session, answer: object): void {
  printJson({ ...answer, proofChecked: trusted !== null });
}
