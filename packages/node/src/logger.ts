/** Log lines as JSON on a file or standard output, with bigint and errors made readable, and without secrets. */

import { isSecretField, removed, withoutSecrets } from '@trellis/api';
import type { Logger } from '@trellis/engine';
import { type VisibleText, visibleText } from '@trellis/protocol';
import pino from 'pino';

/** A logger of this level and above, to a file descriptor or path. */
export function createLogger(options: {
  readonly name: string;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly destination: number | string;
}): Logger {
  const { name, level, destination } = options;
  const logger = pino(
    { name, level },
    pino.destination({ dest: destination, sync: true, mkdir: true }),
  );
  const log =
    (at: typeof level) =>
    (fields: Readonly<Record<string, unknown>>, fact: string): void => {
      if (logger.isLevelEnabled(at)) logger[at](plain(fields), shown(fact));
    };
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
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
