/** Log lines as JSON on a file or standard output, with bigint and errors made readable, and without secrets. */

import { isSecretField, removed, withoutSecrets } from '@trellis/api';
import type { Logger } from '@trellis/engine';
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
      if (logger.isLevelEnabled(at)) logger[at](plain(fields), withoutSecrets(fact));
    };
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
}

/** JSON has no bigint, and bytes are not for logs: their number is enough. */
function plain(value: unknown): object {
  return readable(value) as object;
}

function readable(value: unknown): unknown {
  if (typeof value === 'string') return withoutSecrets(value);
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Array.isArray(value)) return value.map(readable);
  // The serialized error has its message, stack and causes as text, and its own fields.
  if (value instanceof Error) return readable({ ...pino.stdSerializers.err(value) });
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      isSecretField(key) ? removed : readable(part),
    ]),
  );
}
