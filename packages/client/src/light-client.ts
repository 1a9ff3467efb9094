/**
 * The light client: asks one node, believes only what is proven, keeps up with the validators, and
 * compares the node with others. The steps themselves are functions of their own (`verify-*.ts`); this
 * remembers what they have found.
 */
import type { Address, Hash } from '@trellis/crypto';
import type {
  AccountRecord,
  AssetCode,
  AssetRecord,
  BlockHeader,
  CommitCertificate,
  Height,
  RecoveryRecord,
} from '@trellis/protocol';
import type { BlockResponse, FinalTransaction, ProvenEntry } from '@trellis/protocol/http-api';
import type { Client } from './client.ts';
import { NotFinal } from './errors.ts';
import { type CertifiedHeader, ConflictError, findConflict } from './evidence.ts';
import { followValidators } from './follow.ts';
import { verifyFreshness } from './freshness.ts';
import { ProofError } from './proof-error.ts';
import { getAccount, getAsset, getBalance, getBlock, getRecovery, getTransaction } from './read.ts';
import { fillGap, skipValidators } from './skip.ts';
import { defaultTrustingPeriodMs } from './trust-header.ts';
import { type TrustedChain, withNewest } from './trusted-chain.ts';
import type { SignatureVerifier } from './verifier.ts';
import { verifyBlock } from './verify-block.ts';
import { verifyAccount, verifyAsset, verifyBalance, verifyRecovery } from './verify-entry.ts';
import { verifyHeader } from './verify-header.ts';
import { verifyTransaction } from './verify-transaction.ts';

/** A value with the block that proves it. */
export interface Proven<T> {
  readonly value: T;
  readonly header: BlockHeader;
  readonly certificate: CommitCertificate | null;
}

/** Whom to ask and whom to believe. */
export interface LightClientOptions {
  /** The node that is asked. */
  readonly client: Client;
  /** Other nodes, which its newest block is compared with. */
  readonly witnesses?: readonly Client[];
  readonly verifier: SignatureVerifier;
  readonly trusted: TrustedChain;
  readonly trustingPeriodMs?: number;
  /** How old the newest block of a chain that works can be. */
  readonly headAgeMsMax?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** Reads with proofs: what it returns follows from the trusted chain, whatever the node says. */
export interface LightClient {
  /** What is known by now: the validators, and the newest final block. */
  trusted(): TrustedChain;
  /**
   * Checks an answer against what is trusted. When it fails for want of a change of the validators, that
   * is fetched and the check repeated. Returns what the check does. Throws `ProofError`.
   */
  check<T>(height: Height, verify: (trusted: TrustedChain) => Promise<T>): Promise<T>;
  /**
   * The newest block of the node: final, fresh, and the same that the witnesses have. Throws `ProofError`
   * `stale_head` or `withheld_head`, and `ConflictError` with evidence against validators.
   */
  head(): Promise<CertifiedHeader>;
  block(height: Height): Promise<BlockResponse>;
  /** The newest, or as it was after the block of a height; see `getBalance`. */
  balance(address: Address, asset: AssetCode, height?: Height): Promise<Proven<bigint>>;
  /** `null` is proven too. */
  account(address: Address): Promise<Proven<AccountRecord | null>>;
  recovery(address: Address): Promise<Proven<RecoveryRecord | null>>;
  asset(asset: AssetCode): Promise<Proven<AssetRecord>>;
  /** A final transaction with its receipt. Throws `NotFinal`, and `ApiProblem` `not_found`. */
  transaction(id: Hash): Promise<FinalTransaction>;
}

/**
 * A light client of one node.
 *
 * @example
 * const trusted = trustGenesis(await getGenesis(client), knownHash);
 * const light = createLightClient({ client, verifier: createProvider('portable'), trusted });
 * const { value } = await light.balance(address, asset);
 */
export function createLightClient(options: LightClientOptions): LightClient {
  const { client, witnesses = [], verifier, now = Date.now, headAgeMsMax } = options;
  const { trustingPeriodMs = defaultTrustingPeriodMs } = options;
  let trusted = options.trusted;

  /** Skips where the trusting period allows it; a genesis is trusted for ever, one change after another. */
  async function keepUp(): Promise<void> {
    const expired = BigInt(now()) - trusted.newest.time > BigInt(trustingPeriodMs);
    trusted =
      expired && trusted.genesisHash !== null
        ? await followValidators(client, verifier, trusted)
        : await skipValidators(client, verifier, trusted, { now: now(), trustingPeriodMs });
  }

  async function check<T>(
    height: Height,
    verify: (trusted: TrustedChain) => Promise<T>,
  ): Promise<T> {
    trusted = await fillGap(client, verifier, trusted, height);
    try {
      return await verify(trusted);
    } catch (error) {
      if (!(error instanceof ProofError) || error.code !== 'other_validators') throw error;
      const known = trusted.eras.length;
      await keepUp();
      if (trusted.eras.length === known) throw error;
      trusted = await fillGap(client, verifier, trusted, height);
      return verify(trusted);
    }
  }

  function checkHeader({ header, certificate }: CertifiedHeader): Promise<void> {
    return check(header.height, (chain) => verifyHeader(chain, verifier, header, certificate));
  }

  /** Notes a header that was found to be final; one that has to be the newest must be fresh too. */
  function note(header: BlockHeader): void {
    const known = trusted.newest.height;
    trusted = withNewest(trusted, header);
    const rule = headAgeMsMax === undefined ? {} : { ageMsMax: headAgeMsMax };
    verifyFreshness(header, { now: now(), known, ...rule });
  }

  async function provenBy<T>(
    { header, certificate }: ProvenEntry,
    verify: (trusted: TrustedChain) => Promise<T>,
  ): Promise<Proven<T>> {
    const value = await check(header.height, verify);
    note(header);
    return { value, header, certificate };
  }

  /** The same block of a witness, or its newest when it has not got there yet. */
  async function compareWith(witness: Client, head: CertifiedHeader): Promise<void> {
    const newest = await getBlock(witness, 'latest');
    if (newest.header.height > head.header.height) {
      await checkHeader(newest);
      trusted = withNewest(trusted, newest.header);
    }
    const [earlier, own] =
      newest.header.height < head.header.height
        ? [newest, await getBlock(client, newest.header.height)]
        : [await getBlock(witness, head.header.height), head];
    if (own.header.height === 0n) return;
    const evidence = await check(own.header.height, (chain) =>
      findConflict(chain, verifier, own, earlier),
    );
    if (evidence !== undefined) throw new ConflictError(evidence);
  }

  return {
    trusted: () => trusted,
    check,
    async head() {
      const { header, certificate } = await getBlock(client, 'latest');
      await checkHeader({ header, certificate });
      for (const witness of witnesses) await compareWith(witness, { header, certificate });
      note(header);
      return { header, certificate };
    },
    async block(height) {
      const answer = await getBlock(client, height);
      await check(height, (chain) => verifyBlock(chain, verifier, height, answer));
      trusted = withNewest(trusted, answer.header);
      return answer;
    },
    async balance(address, asset, height) {
      const answer = await getBalance(client, address, asset, height);
      if (height === undefined) {
        return provenBy(answer.entry, (chain) =>
          verifyBalance(chain, verifier, { address, asset }, answer),
        );
      }
      const { header, certificate } = answer.entry;
      const value = await check(height, (chain) =>
        verifyBalance(chain, verifier, { address, asset, height }, answer),
      );
      trusted = withNewest(trusted, header);
      return { value, header, certificate };
    },
    async account(address) {
      const answer = await getAccount(client, address);
      return provenBy(answer.entry, (chain) => verifyAccount(chain, verifier, address, answer));
    },
    async recovery(address) {
      const answer = await getRecovery(client, address);
      return provenBy(answer.entry, (chain) => verifyRecovery(chain, verifier, address, answer));
    },
    async asset(asset) {
      const answer = await getAsset(client, asset);
      return provenBy(answer.entry, (chain) => verifyAsset(chain, verifier, asset, answer));
    },
    async transaction(id) {
      const { final } = await getTransaction(client, id);
      if (final === null) {
        throw new NotFinal(id, 0);
      }
      await check(final.header.height, (chain) => verifyTransaction(chain, verifier, id, final));
      trusted = withNewest(trusted, final.header);
      return final;
    },
  };
}
