/**
 * `pnpm joining`: how fast a new node catches up, against what verifying alone would take.
 *
 * The peers are functions in this process that hand over encoded blocks, so that the figure is of the
 * joining node alone; decoding, verification, execution and synced writes to LevelDB are the real ones.
 * The bound is what the node's own verifier does of the same signatures in the same process, with nothing
 * else to do. Either is given in time, which depends on what else the machine does, and in CPU.
 */
import { rm } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { script, wholeNumber } from '../script.ts';

// As in the node's own process; read by libuv at its first use.
process.env.UV_THREADPOOL_SIZE ??= '10';

const values = script(
  'joining',
  'Measures how fast a new node catches up by blocks, against what verifying alone would take, or by a snapshot.',
)
  .option('--blocks <n>', 'of the chain', wholeNumber, 40)
  .option('--payments <n>', 'in each block', wholeNumber, 500)
  .option('--peers <n>', 'that serve it', wholeNumber, 3)
  .option('--scheme <name>', 'of payments and votes', 'ml-dsa-65')
  .option('--repeat <n>', 'joins of the same chain', wholeNumber, 3)
  .option('--audit', 'audit the database of each as well')
  .option('--snapshot', 'by a snapshot, beside by blocks')
  .option('--holders <n>', 'accounts with units besides those that pay', wholeNumber, 0)
  .parse()
  .opts();

const { createProvider, schemeNames } = await import('@trellis/crypto');
const { blockId, certificateClaims, decode, genesisValidatorSet, toHeight } = await import(
  '@trellis/protocol'
);
const { transactionClaims, readTransaction, createOverlay, genesisBlock, transactionContextAt } =
  await import('@trellis/ledger');
const { createProviderVerifier } = await import('@trellis/node/provider-verifier');
const { requestCodec } = await import('@trellis/engine');
const { auditDatabase } = await import('@trellis/storage');
const { readThreadCpu } = await import('@trellis/node/thread-cpu');
const { joinBySnapshot } = await import('./join-by-snapshot.ts');
const { firstHeight, startJoiner } = await import('./joiner.ts');
const { makeChain } = await import('./made-chain.ts');
const { partsOf } = await import('./servers.ts');
type PeerName = import('@trellis/engine').PeerName;
type SignatureClaim = import('@trellis/crypto').SignatureClaim;

const scheme = schemeNames.find((name) => name === values.scheme);
if (scheme === undefined) throw new Error(`no scheme is named ${values.scheme}`);
const blocks = values.blocks;
const payments = values.payments;

print(`making ${blocks} blocks of ${payments} payments (${scheme})`);
const chain = await makeChain({
  scheme,
  accounts: 1_000,
  holders: values.holders,
  blocks,
  paymentsPerBlock: payments,
  doubleVoteAt: null,
});
if (values.snapshot) {
  for (let round = 0; round < values.repeat; round++) print(await joinBySnapshot(chain));
  process.exit();
}
const answers = chain.blocks.map(partsOf);
const bytes = answers.flat().reduce((sum, part) => sum + part.length, 0);
const claims = allClaims();

for (let round = 0; round < values.repeat; round++) {
  const bound = await measure(verifyAll);
  let folder = '';
  const joined = await measure(async () => {
    const { ms, left } = await join();
    folder = left;
    return ms;
  });
  const rate = Math.round((blocks * payments * 1000) / joined.ms);
  print(
    `caught up with ${blocks} blocks (${(bytes / 2 ** 20).toFixed(1)} MiB) in ${Math.round(joined.ms)} ms, ` +
      `${rate} payments/s; verifying ${claims.length} signatures alone takes ${Math.round(bound.ms)} ms: ` +
      `${percent(bound.ms, joined.ms)} of the verification bound`,
  );
  print(
    `  CPU: ${cpuText(joined)}; verifying alone: ${cpuText(bound)}: ${percent(cpuOf(bound), cpuOf(joined))}`,
  );
  if (values.audit) {
    const audited = await measure(() => audit(folder));
    print(`  audited in ${Math.round(audited.ms)} ms; CPU: ${cpuText(audited)}`);
  }
  await rm(folder, { recursive: true });
}

type Measured = Awaited<ReturnType<typeof measure>>;

/** How long it took, and milliseconds of CPU by kind of thread. */
async function measure(work: () => Promise<number>) {
  const before = readThreadCpu();
  const ms = await work();
  const after = readThreadCpu();
  const used = (kind: 'main' | 'pool' | 'engine' | 'rest'): number =>
    (after[kind] - before[kind]) / 1000;
  return {
    ms,
    main: used('main'),
    pool: used('pool'),
    collector: used('engine'),
    rest: used('rest'),
  };
}

function cpuOf({ main, pool, collector, rest }: Measured): number {
  return main + pool + collector + rest;
}

function cpuText(measured: Measured): string {
  const { main, pool, collector } = measured;
  return (
    `${Math.round(cpuOf(measured))} ms (main thread ${Math.round(main)}, ` +
    `verification and disk ${Math.round(pool)}, garbage collector’s threads ${Math.round(collector)})`
  );
}

function percent(part: number, whole: number): string {
  return `${Math.round((100 * part) / whole)} %`;
}

/** Every signature that a node which joins must verify: of the certificates and of the payments. */
function allClaims(): readonly SignatureClaim[] {
  const { chainId } = chain.genesis;
  const validators = genesisValidatorSet(chain.genesis);
  const state = createOverlay({ get: () => undefined });
  for (const [key, record] of genesisBlock(chain.genesis).changes) state.set(key, record);
  return chain.blocks.flatMap(({ header, certificate, transactions }) => {
    const { height } = header;
    const block = { chainId, height, blockId: blockId(header) };
    const certified = certificateClaims({ recoveries: [], ...block }, certificate, validators);
    if (!certified.ok) throw new Error(certified.problem);
    const context = transactionContextAt(state, chainId, height);
    const paid = transactions.flatMap((encoded) => {
      const read = readTransaction(encoded);
      if (!read.ok) throw new Error(read.problem.message);
      const required = transactionClaims(state, context, read.value);
      if (!required.ok) throw new Error(required.problem);
      return required.claims;
    });
    return [...certified.claims, ...paid];
  });
}

/** The bound: nothing but verification, on all cores. */
async function verifyAll(): Promise<number> {
  const verifier = createProviderVerifier(createProvider('native'));
  const start = performance.now();
  const valid = await Promise.all(claims.map((claim) => verifier.verify(claim, 'history')));
  if (!valid.every(Boolean)) throw new Error('a signature of the made chain does not verify');
  return performance.now() - start;
}

/** How long it took, and the folder that it leaves. */
async function join(): Promise<{ readonly ms: number; readonly left: string }> {
  const joiner = await startJoiner(chain.genesis, async function* (_peer, question) {
    const request = decode(requestCodec, question);
    if (!request.ok || request.value.type !== 'blocks') throw new Error('not a request for blocks');
    const at = Number(request.value.from) - 1;
    for (const parts of answers.slice(at, at + request.value.count)) {
      // Something else always runs between two blocks that come from a network.
      await new Promise(setImmediate);
      yield* parts;
    }
  });
  try {
    const start = performance.now();
    for (let peer = 0; peer < values.peers; peer++) {
      joiner.catchUp.notePeer(`peer${peer}` as PeerName, firstHeight, toHeight(BigInt(blocks)));
    }
    await joiner.reaches(toHeight(BigInt(blocks)), 600_000);
    return { ms: performance.now() - start, left: joiner.folder };
  } finally {
    await joiner.close();
  }
}

async function audit(folder: string): Promise<number> {
  const start = performance.now();
  await auditDatabase(folder, chain.genesis, createProvider('native'));
  return performance.now() - start;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
