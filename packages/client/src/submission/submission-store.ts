/** Where submissions are written down: a port, since programs, command lines and browsers keep things differently. */
import type { Address, Hash } from '@trellis/crypto';
import type { ChainId } from '@trellis/protocol';
import type { Submission } from './submission.ts';

/** The account of a chain. */
export interface Sender {
  readonly chainId: ChainId;
  readonly address: Address;
}

export interface SubmissionStore {
  /** Runs `work` while nobody else who shares the store runs any for this sender. */
  exclusive<T>(sender: Sender, work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Keeps it in place of what was kept under its id. On disk, and synced, when it resolves. */
  put(submission: Submission): Promise<void>;
  /** The same for many, by one write: all of them are on disk when it resolves, or none. */
  putAll(submissions: readonly Submission[]): Promise<void>;
  get(id: Hash): Promise<Submission | undefined>;
  /** All submissions with an idempotency key. */
  withKey(sender: Sender, idempotencyKey: string): Promise<readonly Submission[]>;
  /** Those that are neither proven to be final nor proven to have expired, by sequence. */
  unsettled(sender: Sender): Promise<readonly Submission[]>;
  /** Whether whoever has submitted it may have stopped caring for it, so that it should be submitted again. */
  isAbandoned(submission: Submission): boolean;
}

/** Submissions in memory, for programs that sign nothing which has to be known after they end. */
export function createMemorySubmissions(): SubmissionStore {
  const kept = new Map<Hash, Submission>();
  const turns = new Map<string, Promise<unknown>>();

  const ofSender = ({ chainId, address }: Sender): readonly Submission[] =>
    [...kept.values()].filter(
      ({ signed: { transaction } }) =>
        transaction.chainId === chainId && transaction.sender === address,
    );

  const put = (submission: Submission): void => {
    kept.delete(submission.id);
    kept.set(submission.id, submission);
  };

  return {
    exclusive({ chainId, address }, work) {
      const name = `${chainId}/${address}`;
      const before = turns.get(name) ?? Promise.resolve();
      const done = before.then(work, work);
      turns.set(
        name,
        done.catch(() => undefined),
      );
      return done;
    },
    async put(submission) {
      put(submission);
    },
    async putAll(submissions) {
      for (const submission of submissions) put(submission);
    },
    get: async (id) => kept.get(id),
    withKey: async (sender, idempotencyKey) =>
      ofSender(sender).filter((one) => one.idempotencyKey === idempotencyKey),
    unsettled: async (sender) =>
      ofSender(sender)
        .filter(({ state }) => state !== 'final' && state !== 'expired')
        .sort((a, b) => Number(a.signed.transaction.sequence - b.signed.transaction.sequence)),
    // Whoever has this memory still runs.
    isAbandoned: () => false,
  };
}
