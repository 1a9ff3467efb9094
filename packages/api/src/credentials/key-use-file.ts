/**
 * When and from where each API key was used last, as a file that only the running node writes. Nothing
 * depends on it but what people are told, so it is written now and then, and a damaged one is begun again.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '@trellis/crypto/files';
import { type Clock, inBackground } from '@trellis/engine';
import {
  container,
  decodeJsonText,
  hashCodec,
  limits,
  list,
  optional,
  text,
  timeCodec,
  type ValueOf,
} from '@trellis/protocol';
import { apiKeyIdCodec } from '@trellis/protocol/http-api';
import PQueue from 'p-queue';

const addressTextCodec = text(64, 'an IP address', (value): value is string => value.length > 0);

/** Addresses of one key that are remembered; the oldest make room. */
const addressesMax = 32;

const keyUseCodec = container({
  id: apiKeyIdCodec,
  lastUse: optional(container({ time: timeCodec, address: addressTextCodec })),
  /** Where it was used from so far, the newest last. */
  addresses: list(addressTextCodec, addressesMax),
  /** Of the key's record as the audit log has it; `null`: not in there yet. */
  audited: optional(hashCodec),
});
const keyUseFileCodec = container({ uses: list(keyUseCodec, limits.apiKeysMax) });

export type KeyUse = ValueOf<typeof keyUseCodec>;

/** How long a use may be known to the process alone. */
const writeDelayMs = 2_000;

export interface KeyUses {
  get(id: string): KeyUse | undefined;
  /** Notes a use; tells whether the key came from elsewhere before, and never from here. */
  note(id: string, address: string): { readonly isNewAddress: boolean };
  setAudited(id: string, audited: KeyUse['audited']): void;
  /** Forgets the keys that are not among these; gives their ids. */
  keepOnly(ids: ReadonlySet<string>): readonly string[];
  /** Writes what isn't written yet. */
  close(): Promise<void>;
}

function usePath(folder: string): string {
  return join(folder, 'api-key-use.json');
}

/** What is known of the use of each key. */
export async function readKeyUses(folder: string): Promise<ReadonlyMap<string, KeyUse>> {
  const content = await readFile(usePath(folder), 'utf8').catch(() => '');
  const decoded = decodeJsonText(keyUseFileCodec, content);
  return new Map(decoded.ok ? decoded.value.uses.map((use) => [use.id, use]) : []);
}

/** Opens the file of a node's folder, which must exist, for noting. */
export async function openKeyUses(
  folder: string,
  clock: Clock,
  onFault: (error: unknown) => void,
): Promise<KeyUses> {
  const uses = new Map(await readKeyUses(folder));
  let cancel: (() => void) | undefined;
  const writes = new PQueue({ concurrency: 1 });

  const write = async (): Promise<void> => {
    const content = keyUseFileCodec.toJson({ uses: [...uses.values()] });
    await replaceFile(usePath(folder), `${JSON.stringify(content)}\n`);
  };
  const writeInTurn = (): Promise<void> => {
    cancel = undefined;
    return writes.add(write).catch(onFault);
  };
  const schedule = (): void => {
    cancel ??= clock.after(writeDelayMs, () => inBackground(writeInTurn(), onFault));
  };
  const change = (use: KeyUse): void => {
    uses.set(use.id, use);
    schedule();
  };
  const of = (id: string): KeyUse =>
    uses.get(id) ?? { id, lastUse: null, addresses: [], audited: null };

  return {
    get: (id) => uses.get(id),
    note(id, address) {
      const use = of(id);
      const isKnown = use.addresses.includes(address);
      const addresses = isKnown ? use.addresses : [...use.addresses, address].slice(-addressesMax);
      change({ ...use, lastUse: { time: BigInt(clock.now()), address }, addresses });
      return { isNewAddress: !isKnown && use.addresses.length > 0 };
    },
    setAudited: (id, audited) => change({ ...of(id), audited }),
    keepOnly(ids) {
      const gone = [...uses.keys()].filter((id) => !ids.has(id));
      for (const id of gone) uses.delete(id);
      if (gone.length > 0) schedule();
      return gone;
    },
    async close() {
      if (cancel === undefined) return writes.onIdle();
      cancel();
      await writeInTurn();
    },
  };
}
