/** What a drill orders a node's links to be, as the file in the node's drill folder has it. */
import {
  container,
  faultLimits,
  fileBoolean,
  list,
  nodeNameCodec,
  uint32,
  type ValueOf,
} from '@trellis/protocol';

export const drillOrdersCodec = container({
  /** Counts up; the node answers with the number it has carried out. */
  number: uint32,
  /** Links to these nodes are as told; those to all others are as they were configured. */
  lines: list(
    container({
      node: nodeNameCodec,
      latencyMs: uint32,
      lossPerMillion: uint32,
      cut: fileBoolean,
    }),
    256,
  ),
  /** Whether to record every vote and proposal that comes in. */
  record: fileBoolean,
});

export type DrillOrders = ValueOf<typeof drillOrdersCodec>;

export const noOrders: DrillOrders = { number: 0, lines: [], record: false };

/** The files of a drill folder. */
export const drillFiles = {
  /** Written by whoever runs the drill. */
  orders: 'orders.json',
  /** Written by the node: the number of the orders it has carried out. */
  done: 'done',
  /** Written by the node: votes and proposals as they came in, one a line. */
  record: 'votes.log',
} as const;

/** What is out of range in orders that are well formed; `undefined` when nothing is. */
export function ordersProblem({ lines }: DrillOrders): string | undefined {
  const bad = lines.find(
    ({ latencyMs, lossPerMillion }) =>
      latencyMs > faultLimits.latencyMsMax || lossPerMillion > faultLimits.lossPerMillionMax,
  );
  return (
    bad &&
    `the link to ${bad.node}: at most ${faultLimits.latencyMsMax} ms and ${faultLimits.lossPerMillionMax} losses in a million`
  );
}
