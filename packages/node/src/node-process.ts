/** The life of a node's process: starts from its arguments, stops gracefully on SIGINT and SIGTERM. */

import { ConfigError } from '@trellis/api';
import { UnknownVersionError } from '@trellis/engine';
import { readConfig } from './config.ts';
import { VerifierDifference } from './double-check/verifier-difference.ts';
import { createLogger } from './logger.ts';
import { startNode } from './node.ts';

/** Exit codes, so that whoever supervises the process knows whether trying again makes sense. */
const exitCodes = {
  stopped: 0,
  fatal: 1,
  cannotStart: 2,
  verifierDiffers: 5,
  needsNewerSoftware: 6,
} as const;

function exitCodeOf(error: unknown, otherwise: number): number {
  if (error instanceof VerifierDifference) return exitCodes.verifierDiffers;
  // Starting the same software again makes no sense when the network has gone on to newer rules.
  return error instanceof UnknownVersionError ? exitCodes.needsNewerSoftware : otherwise;
}

async function run(knownVersion: number | undefined): Promise<void> {
  const [path, ...rest] = process.argv.slice(2);
  if (path === undefined || rest.length > 0) {
    throw new ConfigError('config_unreadable', 'expected one argument: the configuration file');
  }
  const config = await readConfig(path);
  const logger = createLogger({ name: config.name, level: config.logLevel, destination: 1 });
  const onFatal = (error: Error): void => {
    logger.error({ error }, 'the node cannot continue');
    process.exit(exitCodeOf(error, exitCodes.fatal));
  };
  const node = await startNode(config, logger, onFatal, knownVersion);
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

/**
 * Runs a node until it is told to stop; never returns otherwise than by ending the process. A test has it know no more than
 * an older version of the protocol.
 */
export function runNodeProcess(knownVersion?: number): void {
  run(knownVersion).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`cannot start${code}: ${message}\n`);
    process.exit(exitCodeOf(error, exitCodes.cannotStart));
  });
}
