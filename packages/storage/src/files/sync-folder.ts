/** Making a new or renamed file's name survive a power cut. */
import { open } from 'node:fs/promises';

/** Syncs a folder's own entries to disk. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
