/** Opens what a signer remembers: what it signed last, and all of that height. */
import { join } from 'node:path';
import { keyAddress, type SignatureProvider, type SigningKey } from '@trellis/crypto';
import type { Signer } from '@trellis/engine';
import {
  type ChainId,
  type Height,
  type RecoveryPoint,
  type SignedVote,
  signingDomain,
  voteClaim,
  votedIn,
} from '@trellis/protocol';
import {
  createLocalSigner,
  holdFolder,
  type LastSigned,
  type LastSignedFile,
  memoryNames,
  openLastSignedFile,
} from '@trellis/storage';
import {
  accountsFor,
  beginSignedMessages,
  openSignedMessages,
  type SignedMessages,
} from './signed-messages.ts';

export interface SignerParts {
  readonly keys: readonly SigningKey[];
  readonly provider: SignatureProvider;
  readonly chainId: ChainId;
  readonly recoveries: readonly RecoveryPoint[];
}

export interface OpenedMemory {
  /** Signs, and never two messages for one position. */
  readonly local: Signer;
  readonly messages: SignedMessages;
  /** The height of which it is not known any more what was signed, so that nothing more is. */
  readonly forgotten: Height | null;
  close(): Promise<void>;
}

/** The two files of a signer's memory. */
export function memoryPaths(folder: string, recoveries: readonly RecoveryPoint[]) {
  const names = memoryNames(recoveries.at(-1) ?? null);
  const lastSigned = join(folder, names.lastSigned);
  return { lastSigned, messages: `${lastSigned}.messages` };
}

/**
 * For this process alone: two signers on one folder would each know half of what was signed. Throws `StorageError`
 * (`database_in_use` while another one has it).
 */
export async function openMemory(folder: string, parts: SignerParts): Promise<OpenedMemory> {
  const paths = memoryPaths(folder, parts.recoveries);
  const held = await holdFolder(folder);
  try {
    const file = await openLastSignedFile(paths.lastSigned);
    const begin = () => beginSignedMessages(paths.messages);
    const found = await openSignedMessages(paths.messages);
    const memory = await memoryOn({ file, found, begin }, parts);
    const close = async (): Promise<void> => {
      await memory.close();
      await held.release();
    };
    return { ...memory, close };
  } catch (error) {
    await held.release();
    throw error;
  }
}

/** The memory on these two files, of which that of the messages may be lost. */
export async function memoryOn(
  {
    file,
    found,
    begin,
  }: {
    readonly file: LastSignedFile;
    readonly found: SignedMessages | null;
    readonly begin: () => Promise<SignedMessages>;
  },
  parts: SignerParts,
): Promise<OpenedMemory> {
  const { keys, chainId, recoveries } = parts;
  const local = createLocalSigner({ keys, chainId, recoveries, file });
  const isKnown = found !== null && accountsFor(found.all(), local.last);
  const messages = found ?? (await begin());
  const last = file.recovered.state === 'new' ? null : file.recovered.last;
  if (isKnown && last !== null) await addMissing(messages, last, parts);
  const forgotten = isKnown ? null : (local.last?.height ?? null);
  return { local, messages, forgotten, close: () => file.close() };
}

/** A crash can come between both files: the vote that was signed last is then in the first one alone. */
async function addMissing(
  messages: SignedMessages,
  last: LastSigned,
  { keys, provider, chainId, recoveries }: SignerParts,
): Promise<void> {
  const { step, signature } = last;
  if (step === 'proposal') return;
  const domain = signingDomain(chainId, recoveries, last.height);
  const voted = votedIn(domain, last.message);
  if (voted === undefined) return;
  const isThere = messages
    .all()
    .some(
      (one) =>
        'type' in one &&
        one.type === step &&
        one.height === voted.height &&
        one.round === voted.round,
    );
  if (isThere) return;
  const { height, round } = voted;
  const blockId = voted.blockId as SignedVote['blockId'];
  for (const key of keys) {
    const validator = keyAddress(key.scheme, key.publicKey);
    const vote: SignedVote = { type: step, height, round, blockId, validator, signature };
    if (await provider.verify(voteClaim(domain, vote, key))) return messages.add(vote);
  }
}
