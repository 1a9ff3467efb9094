/**
 * The life of a node's process: starts from its arguments, stops gracefully on SIGINT and SIGTERM. Whatever goes wrong
 * comes to one place. If it is damage that peers can make good, the node is stopped, repaired and started again, with
 * the process and its number the same; all else ends the process with one line that says what, where, and what to do.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { ConfigError } from '@trellis/api';
import { type Logger, UnknownVersionError } from '@trellis/engine';
import type { Damage } from '@trellis/storage';
import { backoffMs, noteFailure, readFailures } from './backoff.ts';
import { type NodeConfig, readConfig } from './config/config.ts';
import { VerifierDifference } from './double-check/verifier-difference.ts';
import { fatalFacts } from './fatal-error.ts';
import { type LogFile, openLogFile } from './log/rotating-file.ts';
import { createLogger } from './logger.ts';
import { type RunningNode, startNode } from './node.ts';
import { knownHeight } from './repair/known-height.ts';
import { damageOf, isDamage, repairFiles } from './repair/repair-files.ts';

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

/** Repairs of one process: damage that comes back at once is none that a repair makes good. */
const repairsMax = 3;

/**
 * Runs a node until it is told to stop; never returns otherwise than by ending the process. A test has it know no more than
 * an older version of the protocol.
 */
export function runNodeProcess(knownVersion?: number): void {
  run(knownVersion).catch((error: unknown) => {
    const logger = createLogger({ name: 'node', level: 'error', destination: 2 });
    end(logger, 'cannot start', error, exitCodes.cannotStart);
  });
}

async function run(knownVersion: number | undefined): Promise<void> {
  const [path, ...rest] = process.argv.slice(2);
  if (path === undefined || rest.length > 0) {
    throw new ConfigError('config_unreadable', 'expected one argument: the configuration file');
  }
  const config = await readConfig(path);
  const wait = backoffMs(await readFailures(config.data), Date.now());
  const { name, logLevel: level } = config;
  const destination = logDestination(config);
  const logger = createLogger({ name, level, destination });
  const lastLogger = createLogger({ name, level: 'error', destination: withErrors(destination) });
  if (wait > 0) {
    logger.warn({ waitMs: wait }, 'starting later, as this node failed several times');
    await pause(wait);
  }
  let damage: readonly Damage[] = [];
  for (let repairs = 0; ; repairs++) {
    const failure = await runOnce(config, logger, {
      damage,
      knownVersion,
      lastLogger,
      readAgain: () => readConfig(path),
    });
    const { error } = failure;
    if (repairs === repairsMax || !isRepairable(error, config))
      return fail(config, lastLogger, failure);
    logger.warn({ error }, 'the database is damaged: repairing it');
    const value = damageOf(error);
    if (value !== null && damage.length === 0) {
      // One value that its peers may have: they are asked at the next start.
      damage = [value];
      continue;
    }
    damage = [];
    const atLeast = await knownHeight(config.data);
    const done = await repairFiles(config.data, error, { atLeast, now: Date.now() });
    logger.warn({ ...done }, 'repaired the database; what is missing comes from peers');
  }
}

/** Whether the error is of damage that peers can make good, and nobody has to be asked. */
function isRepairable(error: unknown, { storage }: NodeConfig): boolean {
  return storage.repair === 'automatic' && isDamage(error);
}

/** Its own file, or standard output. Throws `ConfigError`. */
function logDestination({ log }: NodeConfig): 1 | LogFile {
  if (log === null) return 1;
  const { file: path, megabytes, hours, totalMegabytes } = log;
  const megabyte = 1_000_000;
  try {
    return openLogFile({
      path,
      bytesMax: megabytes * megabyte,
      ageMsMax: hours * 3_600_000,
      totalBytesMax: totalMegabytes * megabyte,
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError('config_unreadable', `log.file: ${path} can’t be opened (${code})`, {
      cause: error,
    });
  }
}

/** Standard error, where a supervisor looks, and the node's own file, where a person does; each has what the other can't take. */
function withErrors(log: 1 | LogFile): 2 | Pick<LogFile, 'write'> {
  if (log === 1) return 2;
  return {
    write(line) {
      log.write(line);
      process.stderr.write(line);
    },
  };
}

interface Failure {
  readonly error: unknown;
  readonly hasStarted: boolean;
}

/** Runs the node until it fails; a node that is told to stop ends the process. */
async function runOnce(
  config: NodeConfig,
  logger: Logger,
  start: {
    readonly damage: readonly Damage[];
    readonly knownVersion: number | undefined;
    readonly lastLogger: Logger;
    readonly readAgain: () => Promise<NodeConfig>;
  },
): Promise<Failure> {
  const { promise: failed, resolve: fail } = Promise.withResolvers<unknown>();
  process.on('uncaughtException', fail).on('unhandledRejection', fail);
  try {
    const starting = startNode(
      config,
      logger,
      fail,
      start.knownVersion,
      start.damage,
      start.readAgain,
    );
    // One promise settles it: a race that a failed start wins would pass over the repair.
    starting.catch(fail);
    const started = starting.catch(() => null);
    // Before it has started: its API answers a moment earlier, and whoever saw that may stop it.
    const forget = stopOnSignals(started, logger, start.lastLogger);
    const running = await Promise.race([started, failed.then(() => null)]);
    if (running === null) {
      forget();
      return { error: await failed, hasStarted: false };
    }
    // Tells a parent process that everything answers.
    process.send?.({ type: 'ready', httpUrl: running.httpUrl });
    const error = await failed;
    forget();
    if (isRepairable(error, config)) await running.stop();
    return { error, hasStarted: true };
  } finally {
    process.off('uncaughtException', fail).off('unhandledRejection', fail);
  }
}

/**
 * Until the returned function is called. A node that is starting is stopped when it has started; a second signal ends it
 * before, as safely as a kill. One whose start fails (`null`) ends by that.
 */
function stopOnSignals(
  started: Promise<RunningNode | null>,
  logger: Logger,
  lastLogger: Logger,
): () => void {
  let phase: 'starting' | 'running' = 'starting';
  let isStopping = false;
  const settled = started.then((node) => {
    phase = 'running';
    return node;
  });
  const stop = (signal: string): void => {
    if (isStopping && phase === 'starting') process.exit(exitCodes.stopped);
    if (isStopping) return;
    isStopping = true;
    logger.info({ signal }, 'stopping');
    settled
      .then((node) => node?.stop().then(() => process.exit(exitCodes.stopped)))
      .catch((error: unknown) => end(lastLogger, 'did not stop cleanly', error, exitCodes.fatal));
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return () => process.off('SIGINT', stop).off('SIGTERM', stop);
}

async function fail(
  { data }: NodeConfig,
  logger: Logger,
  { error, hasStarted }: Failure,
): Promise<void> {
  const isRunning = hasStarted || error instanceof VerifierDifference;
  const { code } = fatalFacts(error);
  // What a person has to change first is refused again at no cost; anything else may be tried in a loop.
  const isNoted = isRunning || code === 'unforeseen' || code === 'database_damaged';
  if (isNoted) await noteFailure(data, Date.now());
  if (isRunning) end(logger, 'the node cannot continue', error, exitCodes.fatal);
  end(logger, 'cannot start', error, exitCodes.cannotStart);
}

/** Says why in one line, and ends the process. */
function end(logger: Logger, fact: string, error: unknown, exitCode: number): never {
  const { code, place, advice } = fatalFacts(error);
  logger.error(
    { code, place, advice, error },
    fact === 'cannot start' ? `${fact} (${code})` : fact,
  );
  process.exit(exitCodeOf(error, exitCode));
}
