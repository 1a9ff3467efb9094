/**
 * How a command is interrupted: by Ctrl-C, SIGTERM, or a terminal that is closed. One that has nothing to finish ends at
 * once; one that has, takes the interruption over, and ends when it is done. A second one ends that too.
 */
import { CodedError } from '@trellis/crypto/coded-error';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What the process is told by `main.js` when nobody reads its output any more. */
const readerGoneEvent = 'trellis:reader-gone';

/** The command was interrupted before it changed anything, or it says what it did. */
export class Interrupted extends CodedError<'interrupted'> {}

interface Listening {
  readonly controller: AbortController;
  isTaken: boolean;
}

let listening: Listening | undefined;

/** Runs a command; `endAtOnce` is what an interruption leads to that the command has not taken over. */
export async function interruptible<T>(
  command: () => Promise<T>,
  endAtOnce: (interrupted: Interrupted) => void,
): Promise<T> {
  const own: Listening = { controller: new AbortController(), isTaken: false };
  const interrupt = (signal: NodeJS.Signals): void => {
    const what = `interrupted (${signal})`;
    if (own.isTaken && !own.controller.signal.aborted) {
      own.controller.abort(new Interrupted('interrupted', what));
    } else {
      const nothing = own.isTaken ? '' : '; no transaction was sent';
      endAtOnce(new Interrupted('interrupted', `${what}${nothing}`));
    }
  };
  const before = listening;
  listening = own;
  // A command that has something to finish does so, too, when nobody reads its output any more.
  const readerGone = (): void => (own.isTaken ? interrupt('SIGHUP') : process.exit());
  for (const signal of signals) process.on(signal, interrupt);
  process.on(readerGoneEvent, readerGone);
  try {
    return await command();
  } finally {
    for (const signal of signals) process.removeListener(signal, interrupt);
    process.removeListener(readerGoneEvent, readerGone);
    listening = before;
  }
}

/**
 * Runs what leaves something behind that has to go when it is interrupted: `undo` then takes it away, as it does after a
 * failure, while nobody waits for the work any more. Throws the `Interrupted`, or what the work throws.
 */
export async function undoneWhenInterrupted<T>(
  work: () => Promise<T>,
  undo: () => Promise<void>,
): Promise<T> {
  const signal = takeInterruption();
  const interrupted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  try {
    return await Promise.race([work(), interrupted]);
  } finally {
    await undo();
  }
}

/** Aborted when the command is interrupted and has taken that over. */
export function interruptionSignal(): AbortSignal {
  return listening?.controller.signal ?? new AbortController().signal;
}

/** From now on the command ends by itself once the signal is aborted, with an `Interrupted` as its reason. */
export function takeInterruption(): AbortSignal {
  if (listening !== undefined) listening.isTaken = true;
  return interruptionSignal();
}
