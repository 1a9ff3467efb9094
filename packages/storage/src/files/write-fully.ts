/** Writing all of some bytes: a nearly full disk may take only a part at a time. */
import type { FileHandle } from 'node:fs/promises';

/** Writes the bytes at a position of a file, all of them, or throws. */
export async function writeFully(
  file: FileHandle,
  bytes: Uint8Array,
  position: number,
): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await file.write(
      bytes,
      written,
      bytes.length - written,
      position + written,
    );
    if (bytesWritten === 0) throw new Error('the disk takes no more bytes');
    written += bytesWritten;
  }
}
