/** Log lines as JSON on a file or standard output, with bigint and errors made readable, and without secrets. */

import { isSecretField, removed, withoutSecrets } from '@trellis/api';
import type { Logger } from '@trellis/engine';
import { type VisibleText, visibleText } from '@trellis/protocol';
import pino from 'pino';
import type { LogFile } from './log/rotating-file.ts';
import { createLogLevels, type LogLevel, type LogLevels, type LogModule } from './log-levels.ts';

/** A logger whose levels can be changed, and that gives each module of a node a logger of its own. */
export interface NodeLogger extends Logger {
  readonly levels: LogLevels;
  of(module: LogModule): Logger;
}

/** Longer lines are cut: whoever collects them takes no longer ones. */
const lineBytesMax = 16 * 1024;

/** A logger of this level and above, to a file descriptor or path. */
export function createLogger(options: {
  readonly name: string;
  readonly level: LogLevel;
  readonly destination: number | string | Pick<LogFile, 'write'>;
}): NodeLogger {
  const { name, level, destination } = options;
  const to =
    typeof destination === 'object'
      ? destination
      : pino.destination({ dest: destination, sync: true, mkdir: true });
  const logger = pino({ name, level: 'debug' }, { write: (line) => to.write(withinLimit(line)) });
  const levels = createLogLevels(level);
  const loggerOf = (module: LogModule | null): Logger => {
    const log =
      (at: LogLevel) =>
      (fields: Readonly<Record<string, unknown>>, fact: string): void => {
        if (!levels.isOn(at, module)) return;
        const of = module === null ? {} : { module };
        logger[at]({ ...of, ...plain(fields) }, shown(fact));
      };
    return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
  };
  return { ...loggerOf(null), levels, of: loggerOf };
}

/** The logger of a module, where there is one. */
export function loggerOf(logger: Logger | NodeLogger, module: LogModule): Logger {
  return 'of' in logger ? logger.of(module) : logger;
}

/** The line, or what says the same in fewer bytes: what it tells of first, with as much of the rest as there is room for. */
function withinLimit(line: string): string {
  if (Buffer.byteLength(line) <= lineBytesMax) return line;
  const { level, time, name, module, msg } = JSON.parse(line) as Record<string, unknown>;
  const cut = (text: string, bytes: number): string =>
    Buffer.from(text)
      .subarray(0, bytes)
      .toString('utf8')
      .replace(/\uFFFD+$/, '');
  // Escaping makes a text at most six times as long.
  const text = { msg: cut(`${msg}`, 512), truncated: cut(line, 1_536) };
  return `${JSON.stringify({ level, time, name, module, ...text })}\n`;
}

/** Longer texts are cut: what somebody sends must not fill the disk. */
const charactersMax = 4_000;

/** Text that may be of others, such as the message of an error: nothing in it acts, in whatever shows the log. */
const shown = (text: string): VisibleText => visibleText(withoutSecrets(text), charactersMax);

/** A trace is one frame a line. */
function readableError(error: Error): unknown {
  const { stack, ...rest } = pino.stdSerializers.err(error);
  const lines = withoutSecrets(stack ?? '').split('\n');
  return { ...Object(readable(rest)), stack: lines.map((line) => shown(line)).join('\n') };
}

/** JSON has no bigint, and bytes are not for logs: their number is enough. */
function plain(value: unknown): object {
  return readable(value) as object;
}

function readable(value: unknown): unknown {
  if (typeof value === 'string') return shown(value);
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Array.isArray(value)) return value.map(readable);
  // The serialized error has its message, stack and causes as text, and its own fields.
  if (value instanceof Error) return readableError(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      isSecretField(key) ? removed : readable(part),
    ]),
  );
}
