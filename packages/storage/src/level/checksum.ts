/**
 * What is stored with each value: a CRC-32 of its key and itself, so that a changed value is seen, and one that
 * stands in another's place. It is there for disks, not for attackers: what an attacker could change is held by
 * hashes and signatures. LevelDB keeps checksums of its own, but checks those of tables only if it is asked to, which
 * its binding has no way to do, and passes over records of its log whose checksum is wrong.
 *
 * CRC-32 because zlib computes it with the processor's own instructions: of 100 bytes in a tenth of the time that
 * SHA-256 takes. It finds every burst of up to 32 bits, and other damage but for one case in four billion.
 */
import { crc32 } from 'node:zlib';

/** The last byte of every checked value: which form its checksum has. */
const version = 1;
/** CRC-32, little-endian, and the version. */
const checksumBytes = 5;

/** The value as it is stored. */
export function withChecksum(key: Uint8Array, value: Uint8Array): Uint8Array {
  const stored = new Uint8Array(value.length + checksumBytes);
  stored.set(value);
  writeChecksum(stored, value.length, crc32(value, crc32(key)));
  return stored;
}

/**
 * The same in memory that the next call fills again, for whoever is done with it by then: a block puts some ten small
 * values for each payment, and to allocate and free them took longer than their checksums.
 */
export function withChecksumBriefly(key: Uint8Array, value: Uint8Array): Uint8Array {
  const end = key.length + value.length;
  if (end + checksumBytes > scratch.length) return withChecksum(key, value);
  scratch.set(key);
  scratch.set(value, key.length);
  // Behind one another, so that it is one call.
  writeChecksum(scratch, end, crc32(scratch.subarray(0, end)));
  return scratch.subarray(key.length, end + checksumBytes);
}

const scratch = new Uint8Array(16 * 1024);

function writeChecksum(stored: Uint8Array, at: number, sum: number): void {
  stored[at] = sum;
  stored[at + 1] = sum >>> 8;
  stored[at + 2] = sum >>> 16;
  stored[at + 3] = sum >>> 24;
  stored[at + 4] = version;
}

/** The value that was stored under a key; `undefined` if this is not what `withChecksum` made of it. */
export function checkedValue(key: Uint8Array, stored: Uint8Array): Uint8Array | undefined {
  const at = stored.length - checksumBytes;
  if (at < 0 || stored[at + 4] !== version) return undefined;
  const value = stored.subarray(0, at);
  const sum = crc32(value, crc32(key));
  const [a = 0, b = 0, c = 0, d = 0] = stored.subarray(at);
  return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0 === sum ? value : undefined;
}
