/** The key that an API key or token is bound to (DPoP): from a file that its owner alone may read. */
import type { ProofKey } from '@trellis/client';
import { UsageError } from './command-error.ts';
import type { Globals } from './globals.ts';
import { type PrivateFileErrors, readPrivate } from './private-file.ts';

const fileErrors: PrivateFileErrors = {
  unsafe: (path) =>
    new UsageError(
      'unsafe_dpop_key_file',
      `others than its owner may read the DPoP key file ${path}; run: chmod 600 ${path}`,
    ),
  unreadable: (path, why) =>
    new UsageError('dpop_key_unreadable', `the DPoP key file ${path} can’t be read: ${why}`),
};

/** The key that the user named for this credential; `undefined` for none. Throws `UsageError`. */
export async function readDpopKey(
  { dpopKeyFile: path }: Pick<Globals, 'dpopKeyFile'>,
  credential: string | undefined,
): Promise<ProofKey | undefined> {
  if (path === undefined) return undefined;
  if (credential === undefined) {
    throw new UsageError(
      'dpop_key_alone',
      `the DPoP key in ${path} belongs to an API key or a token; name that with --api-key-file`,
    );
  }
  const text = await readPrivate(path, fileErrors);
  // Loaded when it is used: most commands start without it.
  const { openProofKey } = await import('@trellis/client/proof-key');
  try {
    return await openProofKey(JSON.parse(text));
  } catch (error) {
    const why = error instanceof SyntaxError ? 'it is not JSON' : `${(error as Error).message}`;
    // Nothing of the file is repeated: it may be another secret.
    throw new UsageError('bad_dpop_key', `${path} holds no DPoP key: ${why}`);
  }
}
