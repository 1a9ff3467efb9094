/** The process of one node: `node main.ts CONFIG`. Stops gracefully on SIGINT and SIGTERM. */
import { ConfigError, readConfig } from './config.ts';
import { createLogger } from './logger.ts';
import { startNode } from './node.ts';

// Verification, disk and signing share libuv's threads; more of them than cores, so that a burst of
// payments does not keep a vote from being synced. Read by libuv at its first use.
process.env.UV_THREADPOOL_SIZE ??= '10';

/** Exit codes, so that whoever supervises the process knows whether trying again makes sense. */
const exitCodes = { stopped: 0, fatal: 1, cannotStart: 2 } as const;

async function main(): Promise<void> {
  const [path, ...rest] = process.argv.slice(2);
  if (path === undefined || rest.length > 0) {
    throw new ConfigError('config_unreadable', 'expected one argument: the configuration file');
  }
  const config = await readConfig(path);
  const logger = createLogger({ name: config.name, level: config.logLevel, destination: 1 });
  const node = await startNode(config, logger, (error) => {
    logger.error({ error }, 'the node cannot go on');
    process.exit(exitCodes.fatal);
  });
  // Tells a parent process that everything answers.
  process.send?.({ type: 'ready', httpUrl: node.httpUrl });

  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping');
    node.stop().then(
      () => process.exit(exitCodes.stopped),
      (error: unknown) => {
        logger.error({ error }, 'did not stop cleanly');
        process.exit(exitCodes.fatal);
      },
    );
  };
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('SIGTERM', () => stop('SIGTERM'));
}

main().catch((error: unknown) => {
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`cannot start${code}: ${message}\n`);
  process.exit(exitCodes.cannotStart);
});
