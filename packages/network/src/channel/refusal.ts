/** Why a connection is refused before any protocol runs over it. */

/** Codes and their numbers, which the other end is told; numbers are stable and never reused. */
const numbers = {
  /** The other end gave no certificate. */
  no_certificate: 1,
  /** The certificate is over the size limit. */
  certificate_too_large: 2,
  /** The certificate is not one that we could have made: its form, its names or its extensions. */
  malformed_certificate: 3,
  /** Its key is not an ML-DSA-65 key. */
  wrong_scheme: 4,
  /** It does not verify with its own key. */
  bad_certificate_signature: 5,
  expired_certificate: 6,
  not_yet_valid_certificate: 7,
  /** It was made for another chain. */
  other_chain: 8,
  /** The peer id in it is not signed for by the peer's own key. */
  bad_peer_signature: 9,
  /** The network key is not one of a node that the ledger admits. */
  unknown_network_key: 10,
  /** The network key is another node's than the peer id says. */
  other_peer: 11,
  /** TLS agreed on something that we would not have. */
  weak_connection: 12,
  /** The TLS handshake itself failed; the detail says how. */
  handshake_failed: 13,
  handshake_timeout: 14,
  /** The other end closed the connection without a validation result. */
  closed: 15,
  /** It had taken longest when there were too many at the same time. */
  too_many_handshakes: 16,
  /** More bytes came than a handshake with one certificate has. */
  handshake_too_large: 17,
} as const;

export type RefusalCode = keyof typeof numbers;

/** A refused connection. `by` says who refused: we, or the other end, whose word for the code this is. */
export class ConnectionRefused extends Error {
  readonly code: RefusalCode;
  readonly by: 'us' | 'them';

  constructor(code: RefusalCode, detail: string, by: 'us' | 'them' = 'us', options?: ErrorOptions) {
    super(`${code}: ${detail}`, options);
    this.name = 'ConnectionRefused';
    this.code = code;
    this.by = by;
  }
}

/** The number that tells the other end why; never 0, which says that there is no objection. */
export function numberOf(code: RefusalCode): number {
  return numbers[code];
}

/** What a number from the other end means; `closed` for one that we don't know. */
export function codeOf(number: number): RefusalCode {
  const entries = Object.entries(numbers) as [RefusalCode, number][];
  return entries.find(([, known]) => known === number)?.[0] ?? 'closed';
}
