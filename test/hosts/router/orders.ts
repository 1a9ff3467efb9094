/** What the process of the router is told, and what it says. */
import type { LineSettings } from '../profiles.ts';

export interface RouterOrders {
  readonly number: number;
  readonly lines: readonly {
    readonly from: number;
    readonly to: number;
    readonly settings: LineSettings;
  }[];
}

/** Said when the orders of this number are in force; at first 0, when it listens. */
export interface RouterAnswer {
  readonly number: number;
}

/** Where the sites' packets are sent to and come from, each in a datagram. */
export const routerAddress = '10.98.255.254';
export const routerPort = 7000;
export const siteAddress = (site: number): string => `10.98.0.${site}`;
