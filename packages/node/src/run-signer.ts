/** A signer: opens its key and its memory, and answers its nodes until it is told to stop. */
import { createProvider } from '@trellis/crypto';
import { type Logger, systemClock } from '@trellis/engine';
import { recoveryPoint } from '@trellis/protocol';
import {
  createSigningService,
  genesisValidators,
  listenForLines,
  openMemory,
  serveLine,
  socketsOf,
} from '@trellis/signer';
import { openDataFolder } from '@trellis/storage';
import { readRecoveries } from './chain-recovery/read-recoveries.ts';
import { createClosers } from './closers.ts';
import { readGenesis } from './config/config.ts';
import { readConfiguredFile } from './config/configured-file.ts';
import { openValidatorKey } from './config/validator-key.ts';
import type { SignerConfig } from './signer/signer-config.ts';

export interface RunningSigner {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Throws `ConfigError`, `StorageError`, `CryptoError` or the system's error with nothing left running. `onFatal`: the
 * memory can't be written, and it signs nothing more.
 */
export async function startSigner(
  config: SignerConfig,
  logger: Logger,
  onFatal: (error: unknown) => void,
): Promise<RunningSigner> {
  const closers = createClosers(logger);
  try {
    const genesis = await readGenesis(config.genesis);
    const { chainId } = genesis;
    const provider = createProvider(config.provider);
    const verify = provider.verify;
    const given = await readRecoveries(config, genesis, verify);
    const recoveries = given.map(({ plan }) => recoveryPoint(plan));
    const key = await openValidatorKey(config.validator, provider);
    await openDataFolder(config.data);
    const memory = await openMemory(config.data, { keys: [key], provider, chainId, recoveries });
    closers.add(memory.close);
    const nameOf = new Map(config.nodes.map(({ networkKey, name }) => [networkKey, name]));
    const service = createSigningService({
      ...{ chainId, recoveries, memory, verify },
      validators: genesisValidators(genesis),
      clock: systemClock,
      turnMs: config.turnMs,
      onTurn: (node, fence) => logger.info({ node, fence }, 'signs for this node from now on'),
    });
    const sockets = socketsOf({
      chainId,
      networkKey: (await readConfiguredFile(config.networkKey, 'key file')).toString('utf8'),
      peerKey: await readConfiguredFile(config.peerKey, 'key file'),
      pinned: config.nodes,
    });
    const listening = await listenForLines(sockets, config.listen, {
      onLine(networkKey, line) {
        const node = nameOf.get(networkKey) ?? networkKey;
        logger.info({ node }, 'a node has come');
        return serveLine(line, { node, service, logger, fail: onFatal });
      },
      logger,
    });
    closers.add(listening.close);
    const { last, guard } = memory.local;
    logger.info(
      {
        ...{ chain: chainId, keys: [...memory.local.addresses], port: listening.port },
        ...{ lastHeight: last?.height ?? null, limit: guard.limit, doubt: guard.doubt },
      },
      'waits for a node to compare what it signed with the network',
    );
    return { port: listening.port, stop: closers.closeAll };
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}
