/** Reading the state for a page: what the proof shows, or, without a value, where the proof fails. */
import { type AsOf, type LightClient, ProofError, verifyFreshness } from '@trellis/client';
import { count, shortHash } from './format.ts';
import { t } from './language.ts';
import { failedVerification, stepsOf, unsigned, type Verification } from './proof.ts';
import type { Session } from './session.ts';

/** What came of reading something that the state proves. */
export interface Reading<P> {
  readonly verification: Verification;
  /** What was read; nothing unless its proof holds. */
  readonly proven: P | undefined;
}

/**
 * Reads with proofs, and says of `what` how the check went. Throws what is no matter of proofs: that there is no
 * such thing, or that the node is away.
 */
export async function readProven<P extends AsOf>(
  session: Session,
  what: string,
  read: (light: LightClient) => Promise<P>,
): Promise<Reading<P>> {
  const known = session.newest.known();
  try {
    const proven = await read(session.light);
    const { header, certificate } = proven;
    verifyFreshness(header, { known: await known });
    const steps = stepsOf(session, { header, certificate, how: howOf(proven) }, undefined);
    const [entry] = proven.entries;
    return { verification: { state: 'proven', what, steps, name: entry?.key }, proven };
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    if (error.block?.header.height === 0n)
      return { verification: unsigned(what), proven: undefined };
    const how = t('What the answer states is what the state has under the key that was asked for');
    const block = error.block && { ...error.block, how };
    return {
      verification: await failedVerification(session, what, block, error),
      proven: undefined,
    };
  }
}

function howOf({ entries }: AsOf): string {
  return entries
    .map(({ key, value, proof }) => {
      const hashes = count(proof.siblings.length, 'hash');
      return value === null
        ? t(
            'That nothing is stored under {0} leads through {1} to the state root',
            shortKey(key),
            hashes,
          )
        : t('What is stored under {0} leads through {1} to the state root', shortKey(key), hashes);
    })
    .join('; ');
}

function shortKey(key: string): string {
  return key.replace(/[0-9a-f]{64}/, shortHash);
}
