/** The rule of the block scheduler (`engine/src/voting/block-scheduler.ts`), with the defaults of a node (`node/src/config`). */

export const intervalMs = 50;
export const paymentsPerInterval = 25;
export const addedIntervalsMax = 4;

/** How long nothing begins after a block with so many payments. */
export function pauseMs(payments: number): number {
  return intervalMs * (1 + Math.min(payments / paymentsPerInterval, addedIntervalsMax));
}
