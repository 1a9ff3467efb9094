/** What is counted and measured as blocks become final. */
import type { Engine, FinalHeader } from '@trellis/engine';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Blocks come after 50 ms under load, and after `heartbeatMs` when there is nothing to do. */
const blockSeconds = [0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 2, 5, 10, 20, 60];

/** Watches the chain until the returned function is called. */
export function watchBlocks(registry: Registry, engine: Engine): () => void {
  const { blocks, transactions, interval, rounds, absent } = blockMetrics(registry);
  let before: FinalHeader | null = null;
  return engine.events.subscribe((event) => {
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
}

function blockMetrics(registry: Registry) {
  const registers = [registry];
  return {
    blocks: new Counter({
      name: 'trellis_blocks_total',
      help: 'Blocks that became final since the node started',
      registers,
    }),
    transactions: new Counter({
      name: 'trellis_transactions_total',
      help: 'Transactions that became final since the node started, by whether they had an effect',
      labelNames: ['outcome'],
      registers,
    }),
    interval: new Histogram({
      name: 'trellis_block_interval_seconds',
      help: 'Time between the blocks’ own times',
      buckets: blockSeconds,
      registers,
    }),
    rounds: new Histogram({
      name: 'trellis_block_rounds',
      help: 'Rounds that a height took; 1 when all went well',
      buckets: [1, 2, 3, 4, 6, 10],
      registers,
    }),
    absent: new Gauge({
      name: 'trellis_block_signatures_missing',
      help: 'Validators whose signature is not in the newest certificate; a quorum is enough, so some may be late',
      registers,
    }),
  };
}
