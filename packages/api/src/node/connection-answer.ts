/** The answer about a client's own connection. */
import type { ConnectionResponse } from '@trellis/protocol/http-api';
import { isPostQuantumGroup } from '../tls/groups.ts';
import type { Negotiated } from '../tls/negotiated.ts';

export function connectionAnswer(negotiated: Negotiated | null): ConnectionResponse {
  if (negotiated === null) {
    return { encrypted: false, protocol: null, cipher: null, group: null, postQuantum: false };
  }
  const { group } = negotiated;
  const postQuantum = group !== null && isPostQuantumGroup(group);
  return { encrypted: true, ...negotiated, postQuantum };
}
