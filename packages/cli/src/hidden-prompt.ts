/** Asking for a secret on the terminal without showing what is typed. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { UsageError } from './command-error.ts';
import { ask, warn } from './terminal.ts';

/**
 * The line that is typed; `instead` is how else to give it. Throws `UsageError`: `no_terminal` when there is nobody to ask, `interrupted`
 * on Ctrl-C or Ctrl-D.
 */
export function askHidden(
  question: string,
  instead = '--password-file or --password-fd',
): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new UsageError('no_terminal', `there is no terminal to ask on; give ${instead}`);
  }
  // What readline would echo goes nowhere; the question goes to stderr, as stdout may be a pipe.
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  ask(question);
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void): void => {
      lines.removeAllListeners();
      lines.close();
      warn('');
      settle();
    };
    const interrupt = (): void => {
      finish(() => reject(new UsageError('interrupted', 'interrupted; nothing was done')));
    };
    lines.once('line', (line) => finish(() => resolve(line)));
    lines.once('SIGINT', interrupt);
    lines.once('close', interrupt);
  });
}
