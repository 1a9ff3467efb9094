/** Work that nobody waits for, and the one way in which its failure is reported: no promise is left without an owner. */
import type { Logger } from '../ports/logger.ts';

/** Lets work continue while nobody waits for it. `report` is told if it fails, and must not throw. */
export function inBackground(work: Promise<unknown>, report: (error: unknown) => void): void {
  work.catch(report);
}

/** Reports failures of work without which the node can continue. */
export function toLog(logger: Logger, fact: string): (error: unknown) => void {
  return (error) => logger.error({ error }, fact);
}
