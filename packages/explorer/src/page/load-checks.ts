/** What checks proofs is loaded when there is a first one to check. Until then nothing is verified, and nothing says so. */
import { t } from './language.ts';

export type Checks = typeof import('./checks.ts');

/** Without it nothing can be checked; it is no lie of the node, so no `ProofError`. */
class ChecksNotLoaded extends Error {}

let loading: Promise<Checks> | undefined;

/** Loads it, or waits for it; after a failure the next one who asks tries again. Throws `ChecksNotLoaded`. */
export function loadChecks(): Promise<Checks> {
  loading ??= import('./checks.ts').catch((error: unknown) => {
    loading = undefined;
    const why = error instanceof Error ? error.message : String(error);
    throw new ChecksNotLoaded(t('what checks proofs could not be loaded: {0}', why));
  });
  return loading;
}
