/** What nodes say of clocks, compared with the clocks: whose differ, by how much, and that of the chain. */
import { explain } from '@trellis/engine';
import type { EngineNode } from './node.ts';

/** From here on a difference is worth telling (`explain-clocks.ts`). */
const differenceMs = 500;

/** Clocks count whole milliseconds, on both sides. */
const roundingMs = 2;

export interface KnownClock extends Pick<EngineNode, 'engine' | 'clockMs'> {
  /** As findings name it. */
  readonly name: string;
}

/** The first thing that a node says of clocks and that is not so; `nodes` are honest and run, and nothing else changes. */
export function falseClaim(nodes: readonly KnownClock[]): string | undefined {
  const clocks = new Map(nodes.map((node) => [node.name, node.clockMs()]));
  for (const node of nodes) {
    const claim = falseOffset(node, nodes) ?? falseClaimOf(node, clocks);
    if (claim !== undefined) return `${node.name}: ${claim}`;
  }
  return undefined;
}

/** By how much this node says that another's clock differs, if that is not so. */
export function falseOffset(
  { engine, clockMs, name: self }: KnownClock,
  others: readonly KnownClock[],
): string | undefined {
  for (const { name, clock } of engine()?.stallFacts().validators ?? []) {
    const other = others.find((one) => one.name === name);
    if (other === undefined || name === self || clock === null) continue;
    const difference = other.clockMs() - clockMs();
    if (Math.abs(clock.aheadMs - difference) > clock.errorMs + roundingMs) {
      return `${name} is ${difference} ms ahead, and ${self} says ${clock.aheadMs} ± ${clock.errorMs}`;
    }
  }
  return undefined;
}

function falseClaimOf(
  { engine, clockMs, name: self }: KnownClock,
  clocks: ReadonlyMap<string, number>,
): string | undefined {
  const facts = engine()?.stallFacts();
  if (facts === undefined) return undefined;
  const { cause, sentence, also } = explain({ ...facts, diskFreeBytes: null });
  const findings = [{ cause, sentence }, ...also];
  const differences: number[] = [];
  for (const { name, clock } of facts.validators) {
    const other = clocks.get(name);
    if (other === undefined || name === self) continue;
    const difference = other - clockMs();
    differences.push(difference);
    const isNamed = findings.some(
      (one) =>
        (one.cause === 'clock_off' || one.cause === 'own_clock_off') &&
        new RegExp(`\\b${name}\\b`).test(one.sentence),
    );
    if (isNamed && Math.abs(difference) < differenceMs) return `it names ${name}, which is right`;
    if (clock === null || Math.abs(difference) < differenceMs + 2 * clock.errorMs + roundingMs) {
      continue;
    }
    if (!isNamed) return `${name} is ${difference} ms ahead, and it does not say so`;
  }
  const own = findings.find((one) => one.cause === 'own_clock_off');
  const off = differences.filter((one) => Math.abs(one) > differenceMs - roundingMs);
  if (own !== undefined && 2 * off.length <= differences.length) {
    return `it says that its clock is off, and ${off.length} of ${differences.length} others differ: ${own.sentence}`;
  }
  return undefined;
}
