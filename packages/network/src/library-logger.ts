/**
 * What libp2p wants to log. Its chatter is dropped; its errors become debug lines of ours, since
 * what matters of them is logged where we act on it.
 */
import type { ComponentLogger, Logger as LibraryLogger } from '@libp2p/interface';
import type { Logger } from '@trellis/engine';

/** A libp2p logger that writes to ours. */
export function libraryLogger(logger: Logger): ComponentLogger {
  return { forComponent: (component) => createScope(component, logger) };
}

function createScope(component: string, logger: Logger): LibraryLogger {
  const silent = (): void => undefined;
  return Object.assign(silent, {
    enabled: false,
    trace: silent,
    error: (format: unknown, ...details: unknown[]): void => {
      const error = [format, ...details].find((detail) => detail instanceof Error);
      logger.debug({ component, problem: error?.message ?? String(format) }, 'libp2p error');
    },
    newScope: (name: string) => createScope(`${component}:${name}`, logger),
  });
}
