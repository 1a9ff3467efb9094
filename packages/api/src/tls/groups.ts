/** The key exchanges that the HTTP API offers over TLS. */
import type { HttpConfig } from '../config/http-config.ts';

type TlsConfig = NonNullable<HttpConfig['tls']>;

/** What browsers and TLS libraries have settled on, and the same over the other curve (draft-ietf-tls-ecdhe-mlkem). */
const hybrid = ['X25519MLKEM768', 'SecP256r1MLKEM768'] as const;
const classical = ['X25519', 'P-256'] as const;

export type ApiGroup = (typeof hybrid)[number] | (typeof classical)[number];

/** In TLS (draft-ietf-tls-ecdhe-mlkem §4, RFC 8446 §4.2.7). */
const groupCodes: Readonly<Record<ApiGroup, number>> = {
  X25519MLKEM768: 0x11ec,
  SecP256r1MLKEM768: 0x11eb,
  X25519: 0x001d,
  'P-256': 0x0017,
};

/** The most wanted first. */
export function apiGroups({ requirePostQuantum }: Pick<TlsConfig, 'requirePostQuantum'>) {
  return requirePostQuantum ? hybrid : ([...hybrid, ...classical] as const);
}

/**
 * As OpenSSL wants to hear it. A stroke sets preferences apart: between groups with colons it would take the one that
 * the client has sent a share for, so that a client which knows better but begins with X25519 would stay there.
 */
export function groupList(groups: readonly ApiGroup[]): string {
  return groups.join('/');
}

/** Which group is used with a client that offers these numbers; `undefined`: there is no connection. */
export function agreedGroup(
  groups: readonly ApiGroup[],
  offered: readonly number[],
): ApiGroup | undefined {
  return groups.find((group) => offered.includes(groupCodes[group]));
}

/** Whether recordings of the connection stay closed to a quantum computer. */
export function isPostQuantumGroup(group: string): boolean {
  return hybrid.some((one) => one === group);
}
