/** What a node shows and tells of itself: the HTTP API, metrics and alerts. */
import {
  type ApiSources,
  apiGroups,
  ConfigError,
  createNodeMetrics,
  openAccess,
  selfAnswers,
  startHttpServer,
  type TlsIdentity,
} from '@trellis/api';
import { keyAddress, type SignatureProvider, type SigningKey } from '@trellis/crypto';
import {
  type Engine,
  type Logger,
  systemClock,
  type Transport,
  type Verifier,
  version,
} from '@trellis/engine';
import { networkKeyAddress } from '@trellis/network/channel';
import { type ChainRecovery, type Genesis, genesisHash } from '@trellis/protocol';
import type { StorageStatus } from '@trellis/protocol/http-api';
import { diskSpace, freeBytes } from '@trellis/storage';
import { readWebhookSecret } from './alerts/alerts-config.ts';
import { type AlertWatch, watchForAlerts } from './alerts/watch.ts';
import { createWebhook, type Webhook } from './alerts/webhook.ts';
import type { Closers } from './closers.ts';
import type { NodeConfig } from './config/config.ts';
import { offeredGroups } from './transport/node-transport.ts';
import { createUsageReader } from './usage.ts';

export interface ServedNode {
  readonly config: NodeConfig;
  readonly genesis: Genesis;
  readonly recoveries: readonly ChainRecovery[];
  /** The validator keys that it holds. */
  readonly keys: readonly SigningKey[];
  /** As PEM. */
  readonly networkKey: string;
  readonly provider: SignatureProvider;
  /** Random, of this process. */
  readonly instance: Buffer;
  readonly engine: Engine;
  readonly store: ApiSources['store'];
  readonly transport: Transport;
  readonly verifier: Verifier;
  readonly tls: TlsIdentity | null;
  readonly storage: () => StorageStatus;
  readonly isDiskFull: () => boolean;
  readonly logger: Logger;
}

export interface Served {
  readonly url: string;
  readonly alerts: Pick<AlertWatch, 'raise' | 'over' | 'change'>;
  /** As Prometheus reads them. */
  readonly metrics: () => Promise<string>;
  /** What the API answers about the node itself, by name. */
  readonly answers: () => Promise<Readonly<Record<string, unknown>>>;
}

/** Serves a node that runs. Throws `ConfigError` or `HttpListenError`. */
export async function serveNode(node: ServedNode, closers: Closers): Promise<Served> {
  const { config, genesis, engine, store, transport, logger } = node;
  const access = await openAccess(config, logger);
  closers.add(() => access.close());
  const diskFreeBytes = () => freeBytes(config.data);
  const metrics = createNodeMetrics({
    engine,
    transport,
    pendingVerifications: node.verifier.pending,
    mlDsa: node.provider.mlDsaVerification,
    diskFreeBytes,
    diskBytes: async () => (await diskSpace(config.data))?.totalBytes ?? null,
    keeps: store.keeps,
    storage: node.storage,
    version,
    name: config.name,
  });
  closers.add(async () => metrics.close());
  const alerts = watchForAlerts({
    thresholds: config.alerts,
    engine,
    hear: access.hear,
    metrics,
    webhook: await openWebhook(config, genesis, logger),
    clock: systemClock,
    logger,
  });
  closers.add(async () => alerts.stop());
  const usage = createUsageReader(transport);
  const sources = {
    ...access.sources,
    metrics,
    usage,
    alerts: alerts.standing,
    diskFreeBytes,
    isDiskFull: node.isDiskFull,
    storage: node.storage,
    engine,
    store,
    transport,
    verifier: node.verifier,
    node: nodeFacts(node),
  };
  const http = await startHttpServer(sources, config.http, node.tls, access.guard, logger);
  closers.add(() => http.close());
  return { url: http.url, alerts, metrics: metrics.text, answers: () => selfAnswers(sources) };
}

function nodeFacts(node: ServedNode): Parameters<typeof startHttpServer>[0]['node'] {
  const { config, genesis, recoveries, keys, tls } = node;
  return {
    version,
    name: config.name,
    peer: node.transport.self,
    validators: keys.map(({ scheme, publicKey }) => ({
      address: keyAddress(scheme, publicKey),
      scheme,
    })),
    networkKey: networkKeyAddress(node.networkKey),
    provider: node.provider.name,
    instance: node.instance.toString('hex'),
    mlDsa: node.provider.mlDsaVerification,
    groups: offeredGroups(config.network),
    requirePostQuantum: config.network.requirePostQuantum,
    https: config.http.tls &&
      tls && {
        groups: apiGroups(config.http.tls),
        requirePostQuantum: config.http.tls.requirePostQuantum,
        certificate: tls.facts,
      },
    genesisHash: genesisHash(genesis),
    recoveries,
  };
}

/** Throws `ConfigError` when the secret can't be used. */
async function openWebhook(
  { name, alerts: { webhook } }: NodeConfig,
  { chainId }: Genesis,
  logger: Logger,
): Promise<Webhook | null> {
  if (webhook === null) return null;
  const read = await readWebhookSecret(webhook.secretFile);
  if ('problem' in read) {
    throw new ConfigError('config_unreadable', `alerts.webhook.secretFile: ${read.problem}`);
  }
  const { url } = webhook;
  return createWebhook({ url, ...read, node: name, chainId, clock: systemClock, logger });
}
