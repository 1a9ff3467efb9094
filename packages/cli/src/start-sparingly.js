import { setFlagsFromString } from 'node:v8';

/** Most commands end before this. */
const shortMs = 1_000;

/**
 * Lets V8's optimising compilers wait for a second: what ends before that gains nothing by them, and the pages of their
 * own code are a third of what a short command needs beyond a bare Node.
 */
export function startSparingly() {
  setFlagsFromString('--no-opt');
  setFlagsFromString('--no-maglev');
  setTimeout(() => {
    setFlagsFromString('--opt');
    setFlagsFromString('--maglev');
  }, shortMs).unref();
}
