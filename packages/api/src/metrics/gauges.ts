/** What is read of a node when somebody asks for its metrics. */
import type { MlDsaVerification } from '@trellis/crypto';
import type { Engine, Transport } from '@trellis/engine';
import { protocolOf, readinessAt, readyPower, type State } from '@trellis/ledger';
import { versionOf, visibleText } from '@trellis/protocol';
import type { StorageStatus } from '@trellis/protocol/http-api';
import { Counter, Gauge, type Registry } from 'prom-client';

export interface GaugeSources {
  readonly engine: Engine;
  readonly transport: Pick<Transport, 'peers'>;
  /** Signatures that wait to be checked, or are being checked. */
  readonly pendingVerifications: () => number;
  readonly mlDsa: () => MlDsaVerification;
  readonly diskFreeBytes: () => Promise<number | null>;
  /** How large the disk of the data folder is. */
  readonly diskBytes: () => Promise<number | null>;
  readonly keeps: () => { readonly blocksFrom: bigint; readonly witnessesFrom: bigint };
  readonly storage: () => StorageStatus;
  readonly version: string;
  readonly name: string;
}

interface PlainGauge {
  readonly name: string;
  readonly help: string;
  readonly read: (sources: GaugeSources) => number | Promise<number>;
}

const plainGauges: readonly PlainGauge[] = [
  {
    name: 'trellis_block_height',
    help: 'Height of the newest final block',
    read: ({ engine }) => Number(engine.chain.head().header.height),
  },
  {
    name: 'trellis_block_age_seconds',
    help: 'Time since a block became final here; NaN before the first',
    read({ engine }) {
      const { headMs } = engine.stallFacts();
      return headMs === null ? Number.NaN : headMs / 1000;
    },
  },
  {
    name: 'trellis_consensus_height',
    help: 'Height that is being voted on',
    read: ({ engine }) => Number(engine.roundState().height),
  },
  {
    name: 'trellis_consensus_round',
    help: 'Round of the height that is being voted on',
    read: ({ engine }) => engine.roundState().round,
  },
  {
    name: 'trellis_catching_up',
    help: '1 while the node is behind the chain and fetches blocks',
    read: ({ engine }) => (engine.isCatchingUp() ? 1 : 0),
  },
  {
    name: 'trellis_voting',
    help: '1 if the node may sign votes, 0 while its memory of what it signed is in doubt, NaN without a key',
    read({ engine }) {
      const { is } = engine.guardState();
      return is === 'none' ? Number.NaN : Number(is === 'voting');
    },
  },
  {
    name: 'trellis_guard_limit_height',
    help: 'Height up to which the node signs nothing; NaN without such a limit',
    read({ engine }) {
      const state = engine.guardState();
      return state.is === 'waiting' ? Number(state.limit) : Number.NaN;
    },
  },
  {
    name: 'trellis_chain_ahead_of_clock_seconds',
    help: 'How far the time of the next block is at least ahead of the clock; 0 if it is not',
    read: ({ engine }) => Math.max(0, engine.stallFacts().chainAheadMs) / 1000,
  },
  {
    name: 'trellis_evidence_pending',
    help: 'Evidence of equivocation that waits for a block',
    read: ({ engine }) => engine.pendingEvidence().length,
  },
  {
    name: 'trellis_mempool_transactions',
    help: 'Transactions that wait for a block',
    read: ({ engine }) => engine.mempool.count(),
  },
  {
    name: 'trellis_mempool_bytes',
    help: 'Bytes of the transactions that wait for a block',
    read: ({ engine }) => engine.mempool.bytes(),
  },
  {
    name: 'trellis_verifications_pending',
    help: 'Signatures that wait to be checked or are being checked',
    read: ({ pendingVerifications }) => pendingVerifications(),
  },
  {
    name: 'trellis_ml_dsa_webassembly',
    help: '1 if ML-DSA is verified with expanded keys in WebAssembly, 0 if by the provider',
    read: ({ mlDsa }) => (mlDsa().by === 'expanded-keys' ? 1 : 0),
  },
  {
    name: 'trellis_ml_dsa_keys',
    help: 'Expanded public keys that are held',
    read: ({ mlDsa }) => keyStatistics(mlDsa).keys,
  },
  {
    name: 'trellis_ml_dsa_memory_bytes',
    help: 'Memory of the verifier of ML-DSA, most of it expanded keys',
    read: ({ mlDsa }) => keyStatistics(mlDsa).memoryBytes,
  },
  {
    name: 'trellis_disk_free_bytes',
    help: 'What is left on the disk of the data folder; NaN if unknown',
    read: async ({ diskFreeBytes }) => (await diskFreeBytes()) ?? Number.NaN,
  },
  {
    name: 'trellis_disk_bytes',
    help: 'The size of the disk of the data folder; NaN if unknown',
    read: async ({ diskBytes }) => (await diskBytes()) ?? Number.NaN,
  },
  {
    name: 'trellis_protocol_version',
    help: 'Version of the protocol that the next block has',
    read: ({ engine }) => versionOf(protocolOf(engine.chain.state())),
  },
  {
    name: 'trellis_protocol_version_known',
    help: 'The newest version of the protocol that this software knows',
    read: ({ engine }) => engine.knownVersion,
  },
  {
    name: 'trellis_upgrade_height',
    help: 'The first block of the version that is planned; NaN for none',
    read: ({ engine }) => Number(protocolOf(engine.chain.state()).pending?.height ?? Number.NaN),
  },
  {
    name: 'trellis_upgrade_version',
    help: 'The version that is planned; NaN for none',
    read: ({ engine }) => protocolOf(engine.chain.state()).pending?.version ?? Number.NaN,
  },
  {
    name: 'trellis_upgrade_ready_ratio',
    help: 'Share of the power that has announced the version that is planned; more than 5/6 is needed; NaN for none',
    read: ({ engine }) => readyRatio(engine.chain.state()),
  },
  {
    name: 'trellis_upgrade_lapsed_height',
    help: 'The height of the last upgrade that did not take effect; NaN for none',
    read: ({ engine }) => Number(protocolOf(engine.chain.state()).lapsed?.height ?? Number.NaN),
  },
  {
    name: 'trellis_kept_blocks_from_height',
    help: 'The oldest height of which the node has the block',
    read: ({ keeps }) => Number(keeps().blocksFrom),
  },
  {
    name: 'trellis_kept_signatures_from_height',
    help: 'The oldest height of which the node has the block with all signatures',
    read: ({ keeps }) => Number(keeps().witnessesFrom),
  },
  {
    name: 'trellis_storage_damaged',
    help: 'Places in the database that are damaged at present',
    read: ({ storage }) => storage().damaged.length,
  },
  {
    name: 'trellis_storage_healed',
    help: 'Damaged values that were replaced since the start',
    read: ({ storage }) => storage().healed,
  },
  {
    name: 'trellis_storage_rebuilding',
    help: '1 while the chain is fetched again after damage',
    read: ({ storage }) => (storage().rebuildingTo === null ? 0 : 1),
  },
  {
    name: 'trellis_scrub_values_read',
    help: 'Values that the present pass over all that is stored has read',
    read: ({ storage }) => storage().scrub.read,
  },
  {
    name: 'trellis_scrub_passes',
    help: 'Passes over all that is stored since the start',
    read: ({ storage }) => storage().scrub.passes,
  },
];

const noKeys = { hits: 0, misses: 0, evictions: 0, keys: 0, memoryBytes: 0 };

function keyStatistics(mlDsa: GaugeSources['mlDsa']) {
  const verification = mlDsa();
  return verification.by === 'expanded-keys' ? verification.statistics : noKeys;
}

const keyCounts = {
  hits: 'Verifications of ML-DSA that found the key expanded',
  misses: 'Verifications of ML-DSA that had to expand the key',
  evictions: 'Expanded keys that made room for another',
} as const;

function addKeyCounters(registry: Registry, { mlDsa }: GaugeSources): void {
  for (const count of ['hits', 'misses', 'evictions'] as const) {
    new Counter({
      name: `trellis_ml_dsa_key_${count}_total`,
      help: keyCounts[count],
      registers: [registry],
      collect() {
        this.reset();
        this.inc(keyStatistics(mlDsa)[count]);
      },
    });
  }
}

function readyRatio(state: State): number {
  const { pending } = protocolOf(state);
  if (pending === null) return Number.NaN;
  const { announced, power } = readyPower(readinessAt(state, pending.height), pending.version);
  return announced / power;
}

const steps = ['idle', 'propose', 'prevote', 'precommit', 'decided'] as const;

export function addGauges(registry: Registry, sources: GaugeSources): void {
  const registers = [registry];
  for (const { name, help, read } of plainGauges) {
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.set(await read(sources));
      },
    });
  }
  addKeyCounters(registry, sources);
  addLabelledGauges(registry, sources);
}

function addLabelledGauges(registry: Registry, sources: GaugeSources): void {
  const { engine, transport, version, name } = sources;
  const registers = [registry];
  new Gauge({
    name: 'trellis_node_info',
    help: 'Always 1; the labels say which node this is, of which chain and version',
    labelNames: ['node', 'chain', 'version'],
    registers,
  }).set(
    {
      node: visibleText(name),
      chain: engine.chain.genesis.chainId,
      version: visibleText(version),
    },
    1,
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
    help: '1 for a validator that this node hears from, 0 for one that is unconnected, unresponsive or behind',
    labelNames: ['validator'],
    registers,
    collect() {
      this.reset();
      for (const { name, peerLiveness } of engine.stallFacts().validators) {
        const validator = visibleText(name);
        this.set({ validator }, peerLiveness.is === 'self' || peerLiveness.is === 'here' ? 1 : 0);
      }
    },
  });
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
}
