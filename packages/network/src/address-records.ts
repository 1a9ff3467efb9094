/** The address records of a transport: read when it starts, made when the node's own addresses change, kept when others change. */
import type { SigningKey } from '@trellis/crypto';
import { inBackground, type PeerName, toLog } from '@trellis/engine';
import {
  type AddressRecord,
  seqAheadMax,
  signAddressRecord,
} from './address-records/address-record.ts';
import {
  createRecordBook,
  decodeRecords,
  encodeRecords,
  type RecordBook,
  type RecordBookOptions,
} from './address-records/record-book.ts';
import {
  createRecordExchange,
  type RecordExchange,
  type RecordExchangeOptions,
} from './record-exchange.ts';

/** Where records outlive the process. */
export interface RecordStore {
  /** Empty where nothing was kept. */
  load(): Promise<Uint8Array>;
  save(records: Uint8Array): Promise<void>;
}

export interface AddressRecords {
  readonly exchange: RecordExchange;
  /** Reads what was kept, and says where this node is reached; with `null` nothing new is said. */
  start(addresses: readonly string[] | null): Promise<void>;
  /** Resolves when what was learned is kept. */
  stop(): Promise<void>;
  /** From now on this node is reached at these addresses. */
  announce(addresses: readonly string[]): Promise<void>;
  /** The newest record of a node. */
  of(peer: string): AddressRecord['content'] | undefined;
}

export interface AddressRecordsOptions
  extends RecordBookOptions,
    Omit<RecordExchangeOptions, 'book' | 'onKept'> {
  readonly key: SigningKey;
  readonly store: RecordStore;
  /** The addresses of another node changed. */
  readonly onChanged: (peer: PeerName) => void;
}

/** How often all peers are told what this node has. */
const compareEveryMs = 10 * 60_000;

export function createAddressRecords(options: AddressRecordsOptions): AddressRecords {
  const { self, store, logger } = options;
  const book = createRecordBook(options);
  const exchange = createRecordExchange({ ...options, book, onKept });
  const kept = createSaver(() => store.save(encodeRecords(book.records())), logger);
  let wanted: readonly string[] | null = null;
  let announcing: Promise<void> = Promise.resolve();
  let comparing: NodeJS.Timeout | undefined;

  function onKept({ content: { peer } }: AddressRecord): void {
    kept.save();
    if (peer !== self) options.onChanged(peer as PeerName);
    // A peer knew a later record of this node than this node did.
    else if (wanted !== null) announceLater(wanted);
  }

  function announceLater(addresses: readonly string[]): void {
    inBackground(announce(addresses), toLog(logger, 'making an address record failed'));
  }

  /** In turn: two records of the same number would not be told apart. */
  function announce(addresses: readonly string[]): Promise<void> {
    wanted = addresses;
    const made = announcing.then(() => sayNow(addresses));
    announcing = made.catch(() => undefined);
    return made;
  }

  async function sayNow(addresses: readonly string[]): Promise<void> {
    const now = BigInt(options.now());
    const last = book.own();
    // One that was made while this clock was ahead is refused by peers, and so would be all that count on from it.
    const own = last && last.seq <= now + BigInt(seqAheadMax) ? last : undefined;
    if (last === undefined ? addresses.length === 0 : own && isSaid(own, addresses, options.key)) {
      return;
    }
    const after = own === undefined ? 0n : own.seq + 1n;
    const record = await signAddressRecord(options.key, {
      genesis: options.genesis,
      peer: self,
      seq: now > after ? now : after,
      addresses,
    });
    book.keepOwn(record);
    logger.info({ seq: Number(record.content.seq), addresses }, 'made an address record');
    kept.save();
    exchange.spread(record);
  }

  return {
    exchange,
    announce,
    of: book.of,
    async start(addresses) {
      if (!(await readKept(store, book, logger))) {
        logger.warn({}, 'the file of address records is damaged: peers are asked again');
      }
      if (addresses !== null) await announce(addresses);
      comparing = setInterval(() => {
        exchange.compare();
        if (wanted !== null) announceLater(wanted);
      }, compareEveryMs).unref();
    },
    async stop() {
      clearInterval(comparing);
      await announcing;
      await kept.written();
    },
  };
}

/** Whether the newest record says so already, by the key that this node has now. */
function isSaid(
  own: AddressRecord['content'],
  addresses: readonly string[],
  { publicKey }: SigningKey,
): boolean {
  return own.addresses.join() === addresses.join() && Buffer.from(own.networkKey).equals(publicKey);
}

/** Writes one after the other; what is asked for while one waits is one. */
function createSaver(write: () => Promise<void>, logger: AddressRecordsOptions['logger']) {
  let writes: Promise<void> = Promise.resolve();
  let isWaiting = false;
  return {
    written: () => writes,
    save(): void {
      if (isWaiting) return;
      isWaiting = true;
      writes = writes.then(async () => {
        isWaiting = false;
        try {
          await write();
        } catch (error) {
          logger.warn({ error }, 'address records could not be written');
        }
      });
    },
  };
}

/** Takes over what was kept; `false` when something of it is damaged. */
async function readKept(
  store: RecordStore,
  book: RecordBook,
  logger: AddressRecordsOptions['logger'],
): Promise<boolean> {
  const bytes = await store.load().catch((error: unknown) => {
    logger.warn({ error }, 'address records could not be read');
    return null;
  });
  if (bytes === null || bytes.length === 0) return bytes !== null;
  const records = decodeRecords(bytes);
  let isIntact = records !== undefined;
  for (const record of records ?? []) {
    if ((await book.offer(record)) === 'bad_signature') isIntact = false;
  }
  return isIntact;
}
