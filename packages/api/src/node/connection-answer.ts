/** The answer about a client's own connection. */
import type { ConnectionResponse } from '@trellis/protocol/http-api';
import { isPostQuantumGroup } from '../tls/groups.ts';
import type { Negotiated } from '../tls/negotiated.ts';

export function connectionAnswer(negotiated: Negotiated | null): ConnectionResponse {
  if (negotiated === null) {
    return { encrypted: 'no', protocol: null, cipher: null, group: null, postQuantum: 'no' };
  }
  const { group } = negotiated;
  const postQuantum = group !== null && isPostQuantumGroup(group) ? 'yes' : 'no';
  return { encrypted: 'yes', ...negotiated, postQuantum };
}
