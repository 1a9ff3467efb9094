/** A signer of payments: opens its key and what it paid, and answers the program that pays until it is told to stop. */
import { createProvider, decryptKeyFile, type SigningKey } from '@trellis/crypto';
import { withPath } from '@trellis/crypto/files';
import { readKeyFile } from '@trellis/crypto/key-file';
import type { Logger } from '@trellis/engine';
import {
  type Line,
  type LineHandlers,
  type ListeningLines,
  limitedPaymentKey,
  listenForLines,
  openSpentJournal,
  servePayments,
  socketsOf,
} from '@trellis/signer';
import { createClosers } from './closers.ts';
import { readGenesis } from './config/config.ts';
import { readConfiguredFile } from './config/configured-file.ts';
import { limitsOf, type PaymentSignerConfig } from './payment-signer/payment-signer-config.ts';
import type { RunningSigner } from './run-signer.ts';

/** What is older than a day counts no more; one more, for a clock that was set. */
const keptMs = 2n * 24n * 3_600_000n;

/**
 * `askPassword` is called when no file has it. Throws `ConfigError`, `JournalError`, `CryptoError` or the system's error with
 * nothing left running.
 */
export async function startPaymentSigner(
  config: PaymentSignerConfig,
  askPassword: () => Promise<string>,
  logger: Logger,
): Promise<RunningSigner> {
  const closers = createClosers(logger);
  try {
    const { chainId } = await readGenesis(config.genesis);
    const key = await openKey(config, askPassword);
    let serve: (line: Line) => LineHandlers = (line) => {
      line.close();
      return { onMessage: () => undefined, onClose: () => undefined };
    };
    // First, so that a second process of this folder ends here, before it reads what the first one writes.
    const listening = await listen(config, chainId, logger, (line) => serve(line));
    closers.add(listening.close);
    const journal = await openSpentJournal(config.spent, BigInt(Date.now()) - keptMs);
    closers.add(journal.close);
    const limits = limitsOf(config, chainId);
    const limited = limitedPaymentKey({ key, limits, journal, now: Date.now });
    serve = (line) => servePayments(line, limited, logger);
    logger.info(
      { chain: chainId, account: limits.account, port: listening.port },
      'signs payments',
    );
    return { port: listening.port, stop: closers.closeAll };
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}

async function openKey(
  { key, passwordFile, provider }: PaymentSignerConfig,
  askPassword: () => Promise<string>,
): Promise<SigningKey> {
  const text = await readKeyFile(key);
  const password =
    passwordFile === null
      ? await askPassword()
      : (await readConfiguredFile(passwordFile, 'password file')).toString('utf8').trimEnd();
  const { scheme, seed } = await withPath(key, decryptKeyFile(text, password));
  try {
    return createProvider(provider).openKey(scheme, seed);
  } finally {
    seed.fill(0);
  }
}

async function listen(
  { networkKey, peerKey, payer, listen: at }: PaymentSignerConfig,
  chainId: string,
  logger: Logger,
  serve: (line: Line) => LineHandlers,
): Promise<ListeningLines> {
  const sockets = socketsOf({
    ...{ chainId, protocol: 'payments', pinned: [payer] },
    networkKey: (await readConfiguredFile(networkKey, 'key file')).toString('utf8'),
    peerKey: await readConfiguredFile(peerKey, 'key file'),
  });
  return listenForLines(sockets, at, { onLine: (_payer, line) => serve(line), logger });
}
