/** Addresses and names of the hosts of a trial, which nobody outside its namespaces sees. */

/** A host by its index and the number of its site. */
export interface Place {
  readonly host: number;
  readonly site: number;
}

/** The namespace of a host, and the first word of its name. */
export const hostName = (host: number): string => `host${host + 1}`;

/** Where other hosts reach it. */
export const hostAddress = ({ host, site }: Place): string => `10.77.${site}.${host + 1}`;

export const domainName = (host: number): string => `${hostName(host)}.hosts.example`;

/** Where whoever measures reaches it, past all lines. */
export const stationSideAddress = ({ host, site }: Place): string => `10.99.${site}.${host + 1}`;

/** Of whoever measures; the names of the hosts are resolved there. */
export const stationAddress = '10.99.255.254';

/** The site that a packet goes to, which is in the third byte of its destination. */
const destinationAt = 16;

/** The sites at both ends of an IPv4 packet between hosts; `null` for anything else. */
export function sitesOfPacket(packet: Uint8Array): { from: number; to: number } | null {
  const version = (packet[0] ?? 0) >> 4;
  const sourceAt = destinationAt - 4;
  if (version !== 4 || packet.length < destinationAt + 4) return null;
  const isHost = (at: number): boolean => packet[at] === 10 && packet[at + 1] === 77;
  if (!isHost(sourceAt) || !isHost(destinationAt)) return null;
  return { from: packet[sourceAt + 2] ?? 0, to: packet[destinationAt + 2] ?? 0 };
}
