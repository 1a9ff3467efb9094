/** What a running node does when its operator asks for it. */
import type { Logger } from '@trellis/engine';
import type { Libp2pTransport } from '@trellis/network';
import type { Genesis, RecoveryPoint } from '@trellis/protocol';
import type { ChainStore } from '@trellis/storage';
import type { AlertThresholds } from './alerts/detect.ts';
import { backUp } from './back-up.ts';
import type { NodeConfig } from './config/config.ts';
import { diskReport } from './control/disk-report.ts';
import type { CarryOut } from './control/serve-control.ts';
import { type ExaminedNode, examineRunning } from './doctor/examine-running.ts';
import { isWhole } from './doctor/peer-facts.ts';
import type { LogLevels } from './log-levels.ts';
import { compareConfigs, type Reloaded, withChangeable } from './reload.ts';
import { selfReport } from './report/self-report.ts';
import { type RunningRetention, retentionOf } from './retention/start-retention.ts';

export interface OrderParts extends Pick<ExaminedNode, 'networkKey' | 'engine'> {
  readonly transport: Libp2pTransport;
  readonly config: NodeConfig;
  readonly genesis: Genesis;
  readonly recoveries: readonly RecoveryPoint[];
  /** Reads the configuration again. Throws `ConfigError`. */
  readonly readConfig: () => Promise<NodeConfig>;
  readonly store: ChainStore;
  readonly retention: RunningRetention;
  readonly changeAlerts: (thresholds: AlertThresholds) => void;
  readonly levels: LogLevels;
  /** What it tells of itself. */
  readonly told: Parameters<typeof selfReport>[0];
  readonly logger: Logger;
}

export function createOrders(parts: OrderParts): CarryOut {
  const { store, retention, levels, logger } = parts;
  let { config } = parts;

  async function reload(): Promise<Reloaded> {
    const next = await parts.readConfig();
    const outcome = compareConfigs(config, next);
    await retention.change(retentionOf(next.storage.retention));
    parts.changeAlerts(next.alerts);
    levels.set(next.logLevel, null, null);
    await parts.transport.announce(next.network.publicAddresses);
    config = withChangeable(config, next);
    logger.info({ ...outcome }, 'read the configuration again');
    return outcome;
  }

  return async (request, onProgress) => {
    switch (request.order) {
      case 'reload':
        return reload();
      case 'log-level':
        levels.set(request.level, request.module, request.minutes);
        return levels.all();
      case 'backup':
        return backUp({ ...parts, config }, request, onProgress);
      case 'disk':
        return diskReport(store, config.data, retention.mode());
      case 'report':
        return selfReport(parts.told, request);
      case 'doctor':
        return examineRunning({
          ...parts,
          config,
          isArchive: retention.mode() === 'archive' && isWhole(store.keeps()),
        });
    }
  };
}
