/** What resources cost, for a sum that anybody can redo with prices of their own. */

/** In one currency, whichever. */
export interface Prices {
  /** Of one core for an hour. */
  readonly cpuHour: number;
  /** Of a gigabyte (10^9 bytes) sent. */
  readonly gigabyteSent: number;
  /** Of a gigabyte kept for a month. */
  readonly gigabyteMonth: number;
  /** How long what is stored is kept. */
  readonly monthsKept: number;
}

/** About what large clouds list for one core, traffic between their zones, and disks. */
export const defaultPrices: Prices = {
  cpuHour: 0.04,
  gigabyteSent: 0.02,
  gigabyteMonth: 0.1,
  monthsKept: 12,
};

/** What one payment takes on one node. */
export interface PaymentResources {
  readonly cpuMicros: number;
  readonly sentBytes: number;
  readonly diskBytes: number;
}

export interface MillionCost {
  readonly cpu: number;
  readonly sent: number;
  readonly disk: number;
  readonly total: number;
}

/** The price of a million payments on all nodes together. */
export function millionCost(
  { cpuMicros, sentBytes, diskBytes }: PaymentResources,
  nodes: number,
  { cpuHour, gigabyteSent, gigabyteMonth, monthsKept }: Prices,
): MillionCost {
  const payments = 1e6 * nodes;
  const cpu = ((cpuMicros * payments) / 3.6e9) * cpuHour;
  const sent = ((sentBytes * payments) / 1e9) * gigabyteSent;
  const disk = ((diskBytes * payments) / 1e9) * gigabyteMonth * monthsKept;
  return { cpu, sent, disk, total: cpu + sent + disk };
}
