/** Faults on purpose, for drills and measurements: slow, lossy and cut links, and a record of what was signed. */
export { createDrill, giveOrders, ordersDone } from './drill/drill.ts';
export { type DrillOrders, drillFiles } from './drill/orders.ts';
export { createFaultyTransport } from './faulty-transport.ts';
export { seededRandom } from './segment-loss.ts';
