/** Two nodes that dial each other end up with two connections; this says which one both keep. */
import type { PeerName } from '@trellis/engine';

export interface OpenedConnection {
  readonly direction: 'inbound' | 'outbound';
  /** When it could be used, in milliseconds of the local clock. */
  readonly openedAt: number;
}

/** Within this time two connections count as opened at once: each end opened one before it knew of the other. */
export const simultaneousMs = 3_000;

/**
 * Whether the newer of two connections with `peer` is the one to keep; both ends come to the same
 * answer. Of two opened at once, the one that the lower name opened stays. Otherwise the newer:
 * a peer that opens another has lost the older, even if we have not noticed yet.
 */
export function keepsNewer(
  names: { readonly self: PeerName; readonly peer: PeerName },
  older: OpenedConnection,
  newer: OpenedConnection,
): boolean {
  const atOnce = newer.openedAt - older.openedAt < simultaneousMs;
  if (!atOnce || older.direction === newer.direction) return true;
  const openedByLower = names.self < names.peer ? 'outbound' : 'inbound';
  return newer.direction === openedByLower;
}
