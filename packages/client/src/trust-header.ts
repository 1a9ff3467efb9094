/** Trust that begins at a certified header instead of the genesis, for whoever was told one lately. */
import type { Hash } from '@trellis/crypto';
import {
  blockId,
  createValidatorSet,
  genesisValidatorSet,
  type Height,
  nextHeight,
  type ValidatorSet,
  validatorSetHash,
} from '@trellis/protocol';
import { givenObject } from './given.ts';
import type { HttpTransport } from './http-transport.ts';
import { ProofError } from './proof-error.ts';
import { getGenesis, getReportedBlock, getValidatorChanges } from './read.ts';
import type { TrustedChain } from './trusted-chain.ts';

/** Two weeks: how long validators are held to what they signed, unless the user decides otherwise. */
export const defaultTrustingPeriodMs = 14 * 24 * 3_600_000;

/** A block to begin with instead of the genesis. */
export interface TrustedHeader {
  readonly height: Height;
  /** The block's id, from somebody the user believes. */
  readonly blockId: Hash;
}

/**
 * Trusts the block of this height and id, which a node has to show, if it is inside the trusting
 * period: keys of validators that left long ago could have signed another history since. Throws
 * `ProofError` `header_not_trusted` or `trust_expired`, `ApiProblem` or `Unreachable`.
 *
 * @example
 * const { header, blockId } = await getBlock(light, 'latest'); // from somebody whom you believe
 * const trusted = await trustHeader(transport, { height: header.height, blockId }, { now: Date.now() });
 */
export async function trustHeader(
  transport: HttpTransport,
  trusted: TrustedHeader,
  options: { now: number; trustingPeriodMs?: number },
): Promise<TrustedChain> {
  const { now, trustingPeriodMs = defaultTrustingPeriodMs } = givenObject(options, 'options: now');
  givenObject(trusted, 'a block: height and blockId');
  const { header } = await getReportedBlock(transport, trusted.height);
  if (header.height !== trusted.height || blockId(header) !== trusted.blockId) {
    throw new ProofError(
      'header_not_trusted',
      `block ${trusted.height} of the node has the id ${blockId(header)}, and ${trusted.blockId} is trusted`,
    );
  }
  expectRecent(header, now, trustingPeriodMs);
  const { chainId, height, time } = header;
  const next = await findValidators(transport, header.nextValidatorSetHash);
  const isChange = header.validatorSetHash !== header.nextValidatorSetHash;
  const own = isChange ? await findValidators(transport, header.validatorSetHash) : next;
  const epochs = [{ from: height, until: null, validators: own }];
  if (isChange) epochs.push({ from: nextHeight(height), until: null, validators: next });
  return { genesisHash: null, chainId, recoveries: [], epochs, newest: { height, time } };
}

/** Throws `ProofError` `trust_expired` unless a trusted block is inside the trusting period. */
export function expectRecent(
  { height, time }: { readonly height: Height; readonly time: bigint },
  now: number,
  trustingPeriodMs: number,
): void {
  if (BigInt(now) - time <= BigInt(trustingPeriodMs)) return;
  throw new ProofError(
    'trust_expired',
    `block ${height} is older than the trusting period; begin again from a block or a genesis that you trust now`,
  );
}

/** The validators with this hash, which a node finds among all that the chain has had. */
async function findValidators(transport: HttpTransport, wanted: Hash): Promise<ValidatorSet> {
  const first = genesisValidatorSet(await getGenesis(transport));
  if (validatorSetHash(first) === wanted) return first;
  let from = 0n;
  for (;;) {
    const { changes } = await getValidatorChanges(transport, from);
    for (const { validators } of changes) {
      const made = createValidatorSet(validators);
      if (made.ok && validatorSetHash(made.set) === wanted) return made.set;
    }
    const last = changes.at(-1);
    if (last === undefined || last.header.height < from) break;
    from = last.header.height + 1n;
  }
  throw new ProofError(
    'other_validators',
    'the node does not show the validators that the trusted block names',
  );
}
