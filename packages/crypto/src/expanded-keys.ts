/**
 * ML-DSA verified with expanded keys kept, in WebAssembly. The module is loaded when signatures come that it is worth
 * it for, so that whoever checks none, or a few, neither waits for it nor sends it to a browser.
 */
import type { Verifier, VerifierStatistics } from '@trellis/ml-dsa';

/** Who verifies signatures of ML-DSA, and why it is not the faster one. */
export type MlDsaVerification =
  | { readonly by: 'expanded-keys'; readonly statistics: VerifierStatistics }
  /** OpenSSL or noble. `problem` is `null` until there was a reason to load the other one, and where nobody wants it. */
  | { readonly by: 'provider'; readonly problem: string | null };

export interface ExpandedKeys {
  /** The verifier if it is loaded and passed its self-test. */
  loaded(): Verifier | undefined;
  /** Loads it unless it is; `undefined` where it can't be relied on: use another implementation then. */
  load(): Promise<Verifier | undefined>;
  /** The same for one more signature; `undefined` as well while it is not worth it yet. */
  forOneMore(): Promise<Verifier | undefined>;
  verification(): MlDsaVerification;
}

export interface ExpandedKeysOptions {
  /** Most of each parameter set; with 0 there is never a verifier. */
  readonly keys: number;
  /** Signatures that are left to the other implementation before this one is loaded, unless somebody asks for it. */
  readonly before: number;
}

export function createExpandedKeys(
  { keys, before }: ExpandedKeysOptions,
  create: (keys: number) => Promise<Verifier> = createVerifier,
): ExpandedKeys {
  let verifier: Verifier | undefined;
  let problem: string | null = null;
  let loading: Promise<Verifier | undefined> | undefined =
    keys === 0 ? Promise.resolve(undefined) : undefined;

  let left = before;

  async function tryOnce(): Promise<Verifier | undefined> {
    try {
      verifier = await create(keys);
    } catch (error) {
      // No SIMD, a policy that forbids WebAssembly, wrong answers to the self-test, or a file that can't be had.
      problem = error instanceof Error ? error.message : String(error);
    }
    return verifier;
  }

  const load = (): Promise<Verifier | undefined> => {
    loading ??= tryOnce();
    return loading;
  };

  return {
    loaded: () => verifier,
    load,
    async forOneMore() {
      left -= 1;
      return left < 0 ? load() : verifier;
    },
    verification() {
      const loaded = verifier;
      if (loaded === undefined) return { by: 'provider', problem };
      // Counted when it is asked for: who verifies is asked at each signature.
      return {
        by: 'expanded-keys',
        get statistics() {
          return loaded.statistics();
        },
      };
    },
  };
}

async function createVerifier(keys: number): Promise<Verifier> {
  const mlDsa = await import('@trellis/ml-dsa');
  return mlDsa.createVerifier({ keys });
}
