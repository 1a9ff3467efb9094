/**
 * The submission record of the wallet, in IndexedDB: written through to the disk before anything leaves, and shared by
 * all tabs, of which one at a time works for an account (Web Locks, which the browser frees with the tab).
 */
import type { Sender, Submission, SubmissionStore } from '@trellis/client/account';
import { formatAddress } from '@trellis/crypto';
import {
  type ChainId,
  decodeTrusted,
  encode,
  signedTransactionCodec,
  toHeight,
} from '@trellis/protocol';
import type { Database, KeptSubmission } from './database.ts';

export interface BrowserSubmissions extends SubmissionStore {
  /** Of this chain and account, the newest first. */
  all(sender: Sender): Promise<readonly Submission[]>;
  /** Of all accounts of this chain, the newest first: a key signs for accounts of several keys as well. */
  ofChain(chainId: ChainId): Promise<readonly Submission[]>;
}

export function createBrowserSubmissions(database: Database): BrowserSubmissions {
  const ofSender = async ({ chainId, address }: Sender): Promise<readonly Submission[]> => {
    const key: [string, string] = [chainId, formatAddress(address)];
    return (await database.getAllFromIndex('submissions', 'bySender', key)).map(submissionOf);
  };
  return {
    exclusive: (sender, work, signal) =>
      navigator.locks.request(lockName(sender), signal === undefined ? {} : { signal }, work),
    put: (submission) => putAll(database, [submission]),
    putAll: (submissions) => putAll(database, submissions),
    async get(id) {
      const kept = await database.get('submissions', id);
      return kept && submissionOf(kept);
    },
    withKey: async (sender, idempotencyKey) =>
      (await ofSender(sender)).filter((one) => one.idempotencyKey === idempotencyKey),
    unsettled: async (sender) =>
      (await ofSender(sender))
        .filter(({ state }) => state !== 'final' && state !== 'expired')
        .sort((a, b) => Number(a.signed.transaction.sequence - b.signed.transaction.sequence)),
    // Its tab may be closed, and the same bytes once more change nothing.
    isAbandoned: () => true,
    all: async (sender) => newestFirst(await ofSender(sender)),
    async ofChain(chainId) {
      const kept = await database.getAll('submissions');
      return newestFirst(kept.filter(({ chain }) => chain === chainId).map(submissionOf));
    },
  };
}

const newestFirst = (all: readonly Submission[]): readonly Submission[] =>
  all.toSorted((a, b) => b.changed - a.changed);

/** All of them or none. */
async function putAll(database: Database, submissions: readonly Submission[]): Promise<void> {
  const transaction = database.transaction('submissions', 'readwrite', { durability: 'strict' });
  await Promise.all([
    ...submissions.map((submission) => transaction.store.put(keptOf(submission))),
    transaction.done,
  ]);
}

const lockName = ({ chainId, address }: Sender): string =>
  `trellis-wallet/${chainId}/${formatAddress(address)}`;

function keptOf({ signed, since, ...rest }: Submission): KeptSubmission {
  const { chainId, sender } = signed.transaction;
  return {
    ...rest,
    chain: chainId,
    sender: formatAddress(sender),
    since: String(since),
    signed: encode(signedTransactionCodec, signed).slice(),
  };
}

function submissionOf({
  chain: _,
  sender: __,
  signed,
  since,
  ...rest
}: KeptSubmission): Submission {
  return {
    ...rest,
    signed: decodeTrusted(signedTransactionCodec, signed, `submission ${rest.id}`),
    since: toHeight(BigInt(since)),
  };
}
