/**
 * The tables of LevelDB (`NNNNNN.ldb`). LevelDB reads them without comparing checksums, and one whose blocks can't be
 * taken apart, or whose keys are not in order, ends the process at once (an assertion), at every start again. Damage
 * within keys and values that leaves the blocks as they are is found by the checksums of the values. The format is that
 * of LevelDB's doc/table_format.md. Databases are written without compression; of blocks that were compressed by another
 * program, the checksums alone are compared.
 */
import { maskedCrc32c } from './crc32c.ts';
import { varints } from './varints.ts';

const footerBytes = 48;
const magic = 0xdb4775248b80fb57n;
/** After the content of each block: its kind (0: not compressed) and a checksum. */
const trailerBytes = 5;
/** What LevelDB puts behind each key: number of the write (7 bytes), put or deleted (1). */
const keyTrailerBytes = 8;

interface BlockHandle {
  readonly offset: number;
  readonly size: number;
}

interface Entry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** Where a table can't be read safely; `null` if it can, whatever its values are. */
export function tableDamage(table: Uint8Array): number | null {
  const footer = table.length - footerBytes;
  const index = footer < 0 ? null : indexHandle(table.subarray(footer));
  if (index === null) return Math.max(footer, 0);
  const indexBlock = blockAt(table, index);
  if (indexBlock?.isWhole === true && !indexBlock.isPlain) return null;
  const handles = indexBlock?.isWhole === true ? handlesIn(indexBlock.content) : null;
  if (handles === null) return index.offset;
  if (handles.every((handle) => blockAt(table, handle)?.isWhole === true)) return null;
  return disorder(table, handles);
}

/** The first block that can't be taken apart or whose keys are not in order with those before it. */
function disorder(table: Uint8Array, handles: readonly BlockHandle[]): number | null {
  let before: Uint8Array | null = null;
  for (const handle of handles) {
    const block = blockAt(table, handle);
    if (block?.isWhole === true && !block.isPlain) continue;
    const entries = block?.isPlain === true ? entriesIn(block.content) : null;
    if (entries === null) return handle.offset;
    for (const { key } of entries) {
      if (key.length < keyTrailerBytes) return handle.offset;
      if (before !== null && !isBefore(before, key)) return handle.offset;
      before = key;
    }
  }
  return null;
}

function indexHandle(footer: Uint8Array): BlockHandle | null {
  const view = new DataView(footer.buffer, footer.byteOffset, footer.byteLength);
  if (view.getBigUint64(footerBytes - 8, true) !== magic) return null;
  const reader = varints(footer);
  // The first handle is that of what describes filters, of which there are none.
  reader.next();
  reader.next();
  return handleFrom(reader);
}

function handleFrom(reader: ReturnType<typeof varints>): BlockHandle | null {
  const [offset, size] = [reader.next(), reader.next()];
  return offset === null || size === null ? null : { offset, size };
}

/** A block's content, and whether it has the checksum that it was written with; `null` where none can be. */
function blockAt(
  table: Uint8Array,
  { offset, size }: BlockHandle,
): { readonly content: Uint8Array; readonly isWhole: boolean; readonly isPlain: boolean } | null {
  const end = offset + size;
  if (end + trailerBytes > table.length - footerBytes) return null;
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const isPlain = table[end] === 0;
  const isWhole = maskedCrc32c(table.subarray(offset, end + 1)) === view.getUint32(end + 1, true);
  return { content: table.subarray(offset, end), isWhole, isPlain };
}

function handlesIn(content: Uint8Array): readonly BlockHandle[] | null {
  const handles = entriesIn(content)?.map(({ value }) => handleFrom(varints(value)));
  const known = handles?.filter((handle) => handle !== null);
  return known === undefined || known.length !== handles?.length ? null : known;
}

/** The entries of a block: each key says how much of the one before it begins with. */
function entriesIn(content: Uint8Array): readonly Entry[] | null {
  if (content.length < 4) return null;
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  // Behind the entries: where some of them begin, and how many these are.
  const restarts = view.getUint32(content.length - 4, true);
  const end = content.length - 4 - 4 * restarts;
  if (restarts === 0 || end < 0) return null;
  for (let restart = 0; restart < restarts; restart++) {
    if (view.getUint32(end + 4 * restart, true) > end) return null;
  }
  const reader = varints(content.subarray(0, end));
  const entries: Entry[] = [];
  let before = new Uint8Array();
  while (reader.at() < end) {
    const [shared, rest, length] = [reader.next(), reader.next(), reader.next()];
    if (shared === null || rest === null || length === null || shared > before.length) return null;
    const ending = reader.bytes(rest);
    const value = reader.bytes(length);
    if (ending === null || value === null) return null;
    const key = new Uint8Array(shared + rest);
    key.set(before.subarray(0, shared));
    key.set(ending, shared);
    entries.push({ key, value });
    before = key;
  }
  return entries;
}

/** By key; of the same key, the newer write stands first. */
function isBefore(one: Uint8Array, other: Uint8Array): boolean {
  const [key, next] = [one, other].map((all) => all.subarray(0, -keyTrailerBytes));
  const order = Buffer.compare(key ?? one, next ?? other);
  return order === 0 ? writeOf(one) > writeOf(other) : order < 0;
}

function writeOf(key: Uint8Array): bigint {
  const view = new DataView(key.buffer, key.byteOffset, key.byteLength);
  return view.getBigUint64(key.length - keyTrailerBytes, true);
}
