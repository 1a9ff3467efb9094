/** The memory of what a validator signed moves from its stopped node to a signer. */
import { unlink } from 'node:fs/promises';
import { makePrivateFolder, syncFolder } from '@trellis/crypto/files';
import { nothingSigned, openLastSignedFile, StorageError, whileStopped } from '@trellis/storage';
import { memoryPaths } from './open-memory.ts';
import { beginSignedMessages } from './signed-messages.ts';

/**
 * Resolves when the signer's folder remembers what the node's did and the node's no longer does. What the node had
 * signed at its last height is in its log, not in that memory: the signer signs nothing more at that height.
 * `disarm`: called when nothing can be refused any more, to take the key from the node first. Throws
 * `StorageError` `memory_doubted` if the node itself would not have relied on it, and `database_in_use` while it runs.
 */
export async function moveMemory(
  nodeFolder: string,
  signerFolder: string,
  disarm: () => Promise<void>,
): Promise<void> {
  await makePrivateFolder(signerFolder);
  await whileStopped(nodeFolder, async () => {
    const from = memoryPaths(nodeFolder, []);
    const to = memoryPaths(signerFolder, []);
    const file = await openLastSignedFile(from.lastSigned);
    try {
      const { recovered, guard, isOriginal } = file;
      if (recovered.state !== 'intact' || !isOriginal || guard.doubt !== 'none') {
        throw new StorageError(
          'memory_doubted',
          `the record of what was signed last, ${from.lastSigned}, is missing, damaged, or may be a copy. Let the node ` +
            'run until it votes; then stop it and try again',
        );
      }
      await disarm();
      const moved = await openLastSignedFile(to.lastSigned);
      await moved.save(recovered.last, guard);
      await moved.close();
      // Without the file of its messages the signer leaves out the height; keys that signed nothing have none to leave out.
      if (recovered.last.height === nothingSigned.height) await beginSignedMessages(to.messages);
    } finally {
      await file.close();
    }
    await unlink(from.lastSigned);
    await syncFolder(nodeFolder);
  });
}
