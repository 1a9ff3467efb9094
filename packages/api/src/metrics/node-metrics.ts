/** What a node shows to Prometheus. Gauges are read when somebody asks; counters and histograms fill as things happen. */

import type { Engine, FinalHeader, Transport } from '@trellis/engine';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface MetricSources {
  readonly engine: Engine;
  readonly transport: Pick<Transport, 'peers'>;
  /** Signatures that wait to be checked, or are being checked. */
  readonly pendingVerifications: () => number;
  readonly diskFreeBytes: () => Promise<number | null>;
  readonly version: string;
  readonly name: string;
}

/** A request that was answered. */
export interface AnsweredRequest {
  /** The path of the route with its parameters' names, never their values. */
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly seconds: number;
}

export interface NodeMetrics {
  /** What `GET /metrics` answers. */
  text(): Promise<string>;
  readonly mediaType: string;
  answered(request: AnsweredRequest): void;
  alerted(kind: string): void;
  close(): void;
}

const steps = ['idle', 'propose', 'prevote', 'precommit', 'decided'] as const;
const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'OPTIONS']);

/** Blocks come after 50 ms under load, and after `heartbeatMs` when there is nothing to do. */
const blockSeconds = [0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 2, 5, 10, 20, 60];
const requestSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];

/** Watches a node until it is closed. */
export function createNodeMetrics(sources: MetricSources): NodeMetrics {
  const { engine, transport, pendingVerifications, diskFreeBytes, version, name } = sources;
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const gauge = (metric: string, help: string, read: () => number | Promise<number>): void => {
    new Gauge({
      name: metric,
      help,
      registers,
      async collect() {
        this.set(await read());
      },
    });
  };
  new Gauge({
    name: 'trellis_node_info',
    help: 'Always 1; the labels say which node this is, of which chain and version',
    labelNames: ['node', 'chain', 'version'],
    registers,
  }).set({ node: name, chain: engine.chain.genesis.chainId, version }, 1);

  gauge('trellis_block_height', 'Height of the newest final block', () =>
    Number(engine.chain.head().header.height),
  );
  gauge(
    'trellis_block_age_seconds',
    'Time since a block became final here; NaN before the first',
    () => {
      const { headMs } = engine.stallFacts();
      return headMs === null ? Number.NaN : headMs / 1000;
    },
  );
  gauge('trellis_consensus_height', 'Height that is being voted on', () =>
    Number(engine.roundState().height),
  );
  gauge(
    'trellis_consensus_round',
    'Round of the height that is being voted on',
    () => engine.roundState().round,
  );
  new Gauge({
    name: 'trellis_consensus_step',
    help: '1 for the step that consensus is in',
    labelNames: ['step'],
    registers,
    collect() {
      const now = engine.roundState().step;
      for (const step of steps) this.set({ step }, step === now ? 1 : 0);
    },
  });
  new Gauge({
    name: 'trellis_validator_present',
    help: '1 for a validator that this node hears from, 0 for one that is unconnected, silent or behind',
    labelNames: ['validator'],
    registers,
    collect() {
      this.reset();
      for (const { name: validator, presence } of engine.stallFacts().validators) {
        this.set({ validator }, presence.is === 'self' || presence.is === 'here' ? 1 : 0);
      }
    },
  });
  gauge('trellis_catching_up', '1 while the node is behind the chain and fetches blocks', () =>
    engine.isCatchingUp() ? 1 : 0,
  );
  gauge(
    'trellis_evidence_pending',
    'Evidence of equivocation that waits for a block',
    () => engine.pendingEvidence().length,
  );
  gauge('trellis_mempool_transactions', 'Transactions that wait for a block', () =>
    engine.mempool.count(),
  );
  gauge('trellis_mempool_bytes', 'Bytes of the transactions that wait for a block', () =>
    engine.mempool.bytes(),
  );
  gauge(
    'trellis_verifications_pending',
    'Signatures that wait to be checked or are being checked',
    () => pendingVerifications(),
  );
  gauge(
    'trellis_disk_free_bytes',
    'What is left on the disk of the data folder; NaN if unknown',
    async () => (await diskFreeBytes()) ?? Number.NaN,
  );
  new Gauge({
    name: 'trellis_peers',
    help: 'Other nodes that are connected, and those that are configured and not connected',
    labelNames: ['state'],
    registers,
    collect() {
      const peers = transport.peers();
      const connected = peers.filter(({ state }) => state === 'connected').length;
      this.set({ state: 'connected' }, connected);
      this.set({ state: 'absent' }, peers.length - connected);
    },
  });

  const blocks = new Counter({
    name: 'trellis_blocks_total',
    help: 'Blocks that became final since the node started',
    registers,
  });
  const transactions = new Counter({
    name: 'trellis_transactions_total',
    help: 'Transactions that became final since the node started, by whether they had an effect',
    labelNames: ['outcome'],
    registers,
  });
  const interval = new Histogram({
    name: 'trellis_block_interval_seconds',
    help: 'Time between the blocks’ own times',
    buckets: blockSeconds,
    registers,
  });
  const rounds = new Histogram({
    name: 'trellis_block_rounds',
    help: 'Rounds that a height took; 1 when all went well',
    buckets: [1, 2, 3, 4, 6, 10],
    registers,
  });
  const absent = new Gauge({
    name: 'trellis_block_signatures_missing',
    help: 'Validators whose signature is not in the newest certificate; a quorum is enough, so some may be late',
    registers,
  });
  const requests = new Counter({
    name: 'trellis_http_requests_total',
    help: 'Requests to the API that were answered',
    labelNames: ['route', 'method', 'status'],
    registers,
  });
  const latency = new Histogram({
    name: 'trellis_http_request_seconds',
    help: 'Time from a request’s headers to the end of its answer; calls that wait for finality take as long as that',
    labelNames: ['route', 'method'],
    buckets: requestSeconds,
    registers,
  });
  const alerts = new Counter({
    name: 'trellis_alerts_total',
    help: 'Alerts that were raised, by what they are about',
    labelNames: ['kind'],
    registers,
  });

  let before: FinalHeader | null = null;
  const unsubscribe = engine.events.subscribe((event) => {
    if (event.type !== 'block') return;
    const { header, certificate } = event.final;
    blocks.inc();
    for (const { status } of event.receipts) {
      transactions.inc({ outcome: status === 'success' ? 'applied' : 'failed' });
    }
    if (before !== null && before.header.height + 1n === header.height) {
      interval.observe(Number(header.time - before.header.time) / 1000);
    }
    before = event.final;
    if (certificate === null) return;
    rounds.observe(certificate.round + 1);
    absent.set(engine.chain.validators().validators.length - certificate.signatures.length);
  });

  return {
    text: () => registry.metrics(),
    mediaType: registry.contentType,
    answered({ route, method, status, seconds }) {
      const labels = { route, method: methods.has(method) ? method : 'other' };
      requests.inc({ ...labels, status });
      latency.observe(labels, seconds);
    },
    alerted: (kind) => alerts.inc({ kind }),
    close() {
      unsubscribe();
      registry.clear();
    },
  };
}
