/** A command of the plan that runs every one, and what it finds of those before it. */
import type { CliHome } from '@trellis/cli/testing/run-cli';

/** Documents of earlier steps, by their names. */
export type Printed = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

export interface PlannedStep {
  readonly command: string;
  /** Arguments behind the command's words. */
  readonly args: (printed: Printed, cli: CliHome) => readonly string[] | Promise<readonly string[]>;
  /** The name under which later steps find its document. */
  readonly as?: string;
  readonly exitCode?: number;
  /** What a step needs besides: files, nodes that run or do not. */
  readonly before?: (cli: CliHome) => Promise<void>;
}

/** A step whose arguments are known. */
export const step = (
  command: string,
  args: readonly string[] = [],
  more: Omit<PlannedStep, 'command' | 'args'> = {},
): PlannedStep => ({ command, args: () => args, ...more });

/** A field of the document of an earlier step. */
export function fieldOf(printed: Printed, name: string, field: string): string {
  const value = printed.get(name)?.[field];
  if (typeof value !== 'string') throw new Error(`${name} has no ${field}`);
  return value;
}
