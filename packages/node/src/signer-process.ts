/** The life of a signer's process: it stops on SIGINT and SIGTERM, and ends at once when its memory can't be written. */
import type { Logger } from '@trellis/engine';
import { createLogger } from './logger.ts';
import { readPaymentSignerConfig } from './payment-signer/payment-signer-config.ts';
import { startPaymentSigner } from './run-payment-signer.ts';
import { type RunningSigner, startSigner } from './run-signer.ts';
import { readSignerConfig } from './signer/signer-config.ts';

/** Resolves when it listens. Throws as `startSigner` does. */
export async function runSignerProcess(path: string): Promise<void> {
  const config = await readSignerConfig(path);
  const logger = createLogger({ name: 'signer', level: config.logLevel, destination: 1 });
  const running = await startSigner(config, logger, (error) => {
    logger.error({ error }, 'what was signed can’t be written down: the signer ends');
    process.exit(1);
  });
  stopOnSignal(running, logger);
}

/** Resolves when it listens. Throws as `startPaymentSigner` does. */
export async function runPaymentSignerProcess(
  path: string,
  askPassword: () => Promise<string>,
): Promise<void> {
  const config = await readPaymentSignerConfig(path);
  const logger = createLogger({ name: 'payments', level: config.logLevel, destination: 1 });
  stopOnSignal(await startPaymentSigner(config, askPassword, logger), logger);
}

function stopOnSignal(running: RunningSigner, logger: Logger): void {
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping');
    running.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  process.send?.({ type: 'ready', port: running.port });
}
