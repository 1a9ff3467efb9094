/** A key that a signer of payments has, as commands take keys: each signature is asked for over a line of its own. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SigningKey } from '@trellis/crypto';
import { type AwayKey, AwayKeyError } from '@trellis/keystore/away-keys';

/** Files of the keys that this end of the line shows, in the folder of the key. */
const connectionFiles = { networkKey: 'network.pem', peerKey: 'peer.key' } as const;

/**
 * `sign` throws `PaymentRefused` for what the signer does not sign, `AwayKeyError` `signer_unreachable` where it does not answer.
 * A line for each signature: a signer that was started again is found, and nothing has to be closed.
 */
export function awayKey(folder: string, away: AwayKey): SigningKey {
  const { scheme, publicKey } = away;
  return {
    scheme,
    publicKey,
    async sign(purpose, message) {
      const key = await dial(folder, away);
      try {
        return await key.sign(purpose, message);
      } finally {
        key.close();
      }
    },
  };
}

async function dial(folder: string, { at, signer, chainId, publicKey }: AwayKey) {
  const { dialLine, dialPaymentKey, socketsOf } = await import('@trellis/signer');
  const sockets = socketsOf({
    ...{ chainId, protocol: 'payments', pinned: [signer] },
    networkKey: await readFile(join(folder, connectionFiles.networkKey), 'utf8'),
    peerKey: await readFile(join(folder, connectionFiles.peerKey)),
  });
  const key = await dialPaymentKey((handlers) => dialLine(sockets, at, handlers)).catch(
    (error: unknown) => {
      throw new AwayKeyError(
        'signer_unreachable',
        `the signer of payments at ${at.host}:${at.port} does not answer; is it running? (trellis signer run-payments)`,
        { cause: error },
      );
    },
  );
  if (Buffer.from(key.publicKey).equals(publicKey)) return key;
  key.close();
  throw new AwayKeyError(
    'signer_unreachable',
    `the signer at ${at.host}:${at.port} has another key`,
  );
}
