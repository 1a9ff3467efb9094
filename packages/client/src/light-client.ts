/**
 * The light client: one node, and what is known to be true of its chain. It keeps up with the validators, and
 * remembers the newest block, so that no older one is taken for the newest later. What is read through it
 * (`read-state.ts`, `read-chain.ts`) follows from the trusted chain, whatever the node says.
 */
import { type BlockHeader, type Height, toHeight } from '@trellis/protocol';
import { explained } from './accept-recovery.ts';
import { BuildError } from './errors.ts';
import { followValidators } from './follow.ts';
import { defaultHeadAgeMsMax, type FreshnessFloor, verifyFreshness } from './freshness.ts';
import { givenObject } from './given.ts';
import { givenTransport } from './given-transport.ts';
import type { HttpTransport } from './http-transport.ts';
import { ProofError } from './proof-error.ts';
import { fillGap, skipValidators } from './skip.ts';
import { defaultTrustingPeriodMs } from './trust-header.ts';
import { type TrustedChain, withNewest } from './trusted-chain.ts';
import type { SignatureVerifier } from './verifier.ts';

/** Whom to ask and whom to believe. */
export interface LightClientOptions {
  /** The node that is asked. */
  readonly transport: HttpTransport;
  /** Other nodes, which its newest block is compared with. */
  readonly witnesses?: readonly HttpTransport[];
  readonly verifier: SignatureVerifier;
  readonly trusted: TrustedChain;
  readonly trustingPeriodMs?: number;
  /**
   * How old the newest block of a chain that works can be; what is older is refused. `null` for callers that
   * show the block and its age with what they read.
   */
  readonly headAgeMsMax?: number | null;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** A node whose every answer is checked. The functions that read with proofs take it as their first argument. */
export interface LightClient {
  readonly transport: HttpTransport;
  readonly witnesses: readonly HttpTransport[];
  readonly verifier: SignatureVerifier;
  /** What is known by now: the validators, and the newest final block. */
  trusted(): TrustedChain;
  /**
   * Checks an answer against what is trusted. When it fails for want of a change of the validators, that
   * is fetched and the check repeated. Returns what the check does. Throws `ProofError`.
   */
  check<T>(height: Height, verify: (trusted: TrustedChain) => Promise<T>): Promise<T>;
  /** What the newest block must not be older than, if the node is asked for it now. */
  floor(): FreshnessFloor;
  /** Notes a block of the node that was found to be final. */
  noteFinal(header: BlockHeader): void;
  /**
   * As `noteFinal`, of one that has to be the newest that the node has. `floor`: as it was before the node was
   * asked. Throws `ProofError` `withheld_head`, `stale_head` or `future_header`.
   */
  noteNewest(header: BlockHeader, floor: FreshnessFloor): void;
  /** Notes a final block that a witness has shown: the node may be a few blocks behind it. */
  noteWitnessed(header: BlockHeader): void;
}

/**
 * A light client of one node.
 *
 * @example
 * const trusted = trustGenesis(await getGenesis(transport), hash);
 * const light = createLightClient({ transport, verifier, trusted });
 * const { value } = await getBalance(light, from, asset);
 */
export function createLightClient(options: LightClientOptions): LightClient {
  const {
    transport,
    witnesses = [],
    verifier,
    now = Date.now,
  } = givenObject(options, 'the options of a light client');
  givenTransport(transport);
  if (typeof verifier?.verify !== 'function') {
    throw new BuildError('bad_argument', 'expected "verifier" with a function "verify"');
  }
  givenObject(options.trusted, '"trusted", as trustGenesis or trustHeader give it');

  const { headAgeMsMax = defaultHeadAgeMsMax } = options;
  let trusted = options.trusted;
  let shown = toHeight(0n);

  function noteFinal(header: BlockHeader): void {
    trusted = withNewest(trusted, header);
    if (header.height > shown) shown = header.height;
  }

  async function checkKeepingUp<T>(
    height: Height,
    verify: (chain: TrustedChain) => Promise<T>,
  ): Promise<T> {
    trusted = await fillGap(transport, verifier, trusted, height);
    try {
      return await verify(trusted);
    } catch (error) {
      if (!(error instanceof ProofError) || error.code !== 'other_validators') throw error;
      const known = trusted.epochs.length;
      trusted = await keepUp(options, trusted, now());
      if (trusted.epochs.length === known) throw error;
      trusted = await fillGap(transport, verifier, trusted, height);
      return verify(trusted);
    }
  }

  return {
    transport,
    witnesses,
    verifier,
    trusted: () => trusted,
    async check(height, verify) {
      try {
        return await checkKeepingUp(height, verify);
      } catch (error) {
        throw await explained(transport, trusted, error);
      }
    },
    floor: () => ({ shown, known: trusted.newest.height }),
    noteFinal,
    noteNewest(header, floor) {
      noteFinal(header);
      const clock = headAgeMsMax === null ? {} : { now: now(), ageMsMax: headAgeMsMax };
      verifyFreshness(header, { ...floor, ...clock });
    },
    noteWitnessed(header) {
      trusted = withNewest(trusted, header);
    },
  };
}

/** Skips where the trusting period allows it; a genesis is trusted forever, one change after another. */
function keepUp(
  {
    transport,
    verifier,
    trustingPeriodMs = defaultTrustingPeriodMs,
  }: Pick<LightClientOptions, 'transport' | 'verifier' | 'trustingPeriodMs'>,
  trusted: TrustedChain,
  now: number,
): Promise<TrustedChain> {
  const expired = BigInt(now) - trusted.newest.time > BigInt(trustingPeriodMs);
  return expired && trusted.genesisHash !== null
    ? followValidators(transport, verifier, trusted)
    : skipValidators(transport, verifier, trusted, { now, trustingPeriodMs });
}
