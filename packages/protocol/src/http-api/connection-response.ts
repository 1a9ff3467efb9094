/** `GET /v1/connection`: what a client's own connection to the API is protected by. */

import type { ValueOf } from '../codec.ts';
import { boolean, foreignText } from '../codec-basic.ts';
import { container, optional } from '../codec-composite.ts';

const tlsName = foreignText(64, 'text');

export const connectionResponseCodec = container({
  encrypted: boolean,
  /** Such as `TLSv1.3`; `null` without encryption. */
  protocol: optional(tlsName),
  /** Such as `TLS_AES_256_GCM_SHA384`. */
  cipher: optional(tlsName),
  /** The key exchange by its TLS name, such as `X25519MLKEM768`. */
  group: optional(tlsName),
  /** Whether what goes over it stays closed to a quantum computer that gets a recording of it. */
  postQuantum: boolean,
});

export type ConnectionResponse = ValueOf<typeof connectionResponseCodec>;
