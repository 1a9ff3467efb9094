/** Entries of the state with everything that proves them, as answers of the API have them. */
import { blockHeaderCodec } from '../block.ts';
import type { ValueOf } from '../codec.ts';
import { byteList } from '../codec-basic.ts';
import { container, optional } from '../codec-composite.ts';
import { commitCertificateCodec } from '../commit-certificate.ts';
import { mapProofCodec } from '../map-proof.ts';
import { stateKeyCodec } from '../state-key.ts';

/** A header with the certificate that makes it final; block 0 has none. */
export const finalHeaderFields = {
  header: blockHeaderCodec,
  certificate: optional(commitCertificateCodec),
};

/** An entry of the newest final state, or its absence, with everything that proves it. */
export const provenEntryCodec = container({
  key: stateKeyCodec,
  /** The encoded record; `null` proves that there is none. */
  value: optional(byteList(65_536)),
  proof: mapProofCodec,
  ...finalHeaderFields,
});

export type ProvenEntry = ValueOf<typeof provenEntryCodec>;
