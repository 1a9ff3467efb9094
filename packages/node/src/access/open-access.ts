/** Puts together who may call the HTTP API, from the configuration and the node's folder. */
import { mkdir } from 'node:fs/promises';
import { accessFolder, openLiveApiKeys } from '../adapters/access/api-key-file.ts';
import { apiKeysIn } from '../adapters/access/api-keys.ts';
import { openKeyUses } from '../adapters/access/key-use-file.ts';
import { systemClock } from '../adapters/system-clock.ts';
import type { NodeConfig } from '../config.ts';
import { createGuard, type Guard } from '../http/guard.ts';
import type { ApiKeys } from '../ports/api-keys.ts';
import type { Logger } from '../ports/logger.ts';
import { isLoopback } from './network.ts';

export interface Access {
  readonly apiKeys: ApiKeys;
  readonly guard: Guard;
  close(): Promise<void>;
}

/** Opens what is kept about access in the data folder. */
export async function openAccess(
  { data, http }: Pick<NodeConfig, 'data' | 'http'>,
  logger: Logger,
): Promise<Access> {
  const folder = accessFolder(data);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const uses = await openKeyUses(folder, systemClock, (error) =>
    logger.warn({ error }, 'when API keys were used could not be written'),
  );
  const keys = openLiveApiKeys(
    folder,
    (records) => uses.keepOnly(new Set(records.map(({ id }) => id))),
    (error) => logger.error({ error }, 'the API keys can’t be read: every key is refused'),
  );
  if (http.anonymous.length > 0 && !isLoopback(http.host)) {
    logger.warn({ scopes: http.anonymous }, 'anybody who reaches the HTTP API may do this');
  }
  const guard = createGuard({
    anonymous: http.anonymous,
    keys: keys.current,
    now: systemClock.now,
    onUse({ id }, address) {
      if (uses.note(id, address).isNewAddress) {
        logger.warn({ key: id, address }, 'an API key is used from a new address');
      }
    },
  });
  return { apiKeys: apiKeysIn(folder), guard, close: uses.close };
}
