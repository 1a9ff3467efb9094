/** One of the things that `pnpm soak` does to real processes. */
import { startNetwork, type TestNetwork } from '../../e2e/network.ts';

/** What all of them read. */
export interface SoakOptions {
  readonly seed: number;
  /** Where to begin in what the seed draws: a long run in pieces. */
  readonly from: number;
  readonly instructions: number;
  readonly trials: number;
  readonly turns: number;
  readonly rate: number;
  readonly only: 'steady' | 'faults' | undefined;
  readonly say: (line: string) => void;
}

/** Resolves with whether everything was as it should be. */
export type Run<Value> = (value: Value, options: SoakOptions) => Promise<boolean>;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Does it to a network of its own, which is gone afterwards, also when somebody ends the script. */
export async function withNetwork(
  run: (network: TestNetwork) => Promise<boolean>,
  options: Parameters<typeof startNetwork>[0] = {},
): Promise<boolean> {
  const network = await startNetwork({ drill: true, logLevel: 'info', ...options });
  const interrupt = (): void => {
    network.remove().then(
      () => process.exit(130),
      () => process.exit(1),
    );
  };
  for (const signal of signals) process.once(signal, interrupt);
  try {
    return await run(network);
  } finally {
    for (const signal of signals) process.removeListener(signal, interrupt);
    await network.remove();
  }
}

/** Networks of four validators that lose two disks, and of seven that lose three. */
export const lostOf = [
  [2, 4],
  [3, 7],
] as const;
