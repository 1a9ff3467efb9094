/** The address records that a node knows, in a file of its data folder. Without it, or if it is damaged, peers tell them again. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '@trellis/crypto/files';
import type { RecordStore } from '@trellis/network';

/** `keeps`: whether what is learned is written, too. */
export function addressRecordFile(dataFolder: string, keeps: boolean): RecordStore {
  const path = join(dataFolder, 'address-records');
  return {
    async load() {
      try {
        return await readFile(path);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ENOENT') return new Uint8Array();
        throw error;
      }
    },
    async save(records) {
      if (keeps) await replaceFile(path, records);
    },
  };
}
