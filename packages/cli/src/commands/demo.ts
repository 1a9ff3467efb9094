/** `trellis demo`, what `pnpm start` runs: a real testnet, real payments, and what they cost. */

import {
  createAccount,
  createLightClient,
  formatAmount,
  getAccount,
  getBalance,
  getStatus,
  httpTransport,
  type LightClient,
  send,
  transfer,
  trustGenesis,
  verifyTransaction,
} from '@trellis/client';
import { createProvider, formatAddress, schemes } from '@trellis/crypto';
import { ensureTestKey } from '@trellis/keystore';
import {
  encode,
  groupDigits,
  signedTransactionCodec,
  singleKeyPolicy,
  splitSignedTransaction,
  visibleText,
} from '@trellis/protocol';
import type { FinalTransaction } from '@trellis/protocol/http-api';
import type { TestnetManifest } from '@trellis/testnet';
import type { Command } from 'commander';
import { showAmount } from '../assets.ts';
import { type Globals, readGlobals } from '../globals.ts';
import { takeInterruption } from '../interruption.ts';
import { openKey } from '../key-store.ts';
import { dim, formatBytes, good, print, printFields, printJson, strong } from '../output.ts';
import { ownCall } from '../own-call.ts';
import { type Done, withCounted } from '../progress.ts';
import { timeSignatures } from '../signature-cost.ts';

const scheme = 'ml-dsa-65';

/** Gives the `demo` command its arguments, options and action. */
export function defineDemoCommand(demo: Command): void {
  demo.action(async (_options: object, command: Command) => {
    const { stopAll, testnetFolder } = await import('@trellis/testnet');
    const globals = readGlobals(command);
    const manifest = await ensureStopped(globals);
    const folder = testnetFolder(globals.home);
    const interrupted = takeInterruption();
    try {
      const report = await untilInterrupted(
        tour(globals, folder, manifest, interrupted),
        interrupted,
      );
      if (globals.json) {
        if (report !== undefined) printJson(report);
      } else if (process.stdout.isTTY && !interrupted.aborted) {
        print('', dim('The network runs until you press Ctrl-C.'), '');
        const { showLiveTable } = await import('../live-table.ts');
        await showLiveTable(folder, manifest, process.stdout, interrupted);
      }
    } finally {
      const stopped = await stopAll(folder, manifest);
      teller(globals)('', `Stopped ${stopped.length} validators; nothing is left running.`);
    }
  });
}

/** Stops waiting for `work` when the user interrupts; what it has begun is cleaned up by the caller. */
async function untilInterrupted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const interrupted = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  return Promise.race([work, interrupted]);
}

/** Prints lines for people; a program gets the report alone. */
function teller({ json }: Globals): (...lines: readonly string[]) => void {
  return json ? () => undefined : print;
}

/** What the tour did, for programs. */
interface DemoReport {
  readonly chainId: string;
  readonly scheme: string;
  readonly validators: number;
  readonly payments: readonly PaymentReport[];
  readonly signing: SignatureCosts;
}

interface PaymentReport {
  readonly transactionId: string;
  readonly from: string;
  readonly to: string;
  readonly asset: string;
  readonly amount: string;
  readonly amountUnits: string;
  readonly height: string;
  readonly finalityMs: number;
}

/** Median milliseconds on this machine. */
interface SignatureCosts {
  readonly signMs: number;
  readonly verifyKnownMs: number;
  readonly verifyNewMs: number;
  readonly classicalSignMs: number;
  readonly classicalVerifyMs: number;
}

/** The testnet of this home, made if there is none. Refuses one that runs: it would be stopped at the end. */
async function ensureStopped(globals: Globals): Promise<TestnetManifest> {
  const { findProcess, initTestnet, readManifest, TestnetError, testnetFolder } = await import(
    '@trellis/testnet'
  );
  const folder = testnetFolder(globals.home);
  const manifest = await readManifest(folder).catch((error: unknown) => {
    if (error instanceof TestnetError && error.code === 'no_testnet') return null;
    throw error;
  });
  if (manifest === null) {
    const provider = createProvider(globals.provider);
    const signal = takeInterruption();
    return initTestnet(globals.home, { validators: 4, scheme, provider, drill: true, signal });
  }
  const running = await Promise.all(manifest.nodes.map((node) => findProcess(folder, node)));
  if (running.every((pid) => pid === null)) return manifest;
  throw new TestnetError(
    'testnet_running',
    `the testnet in ${folder} runs already; look at it with "trellis testnet up", or stop it first ` +
      'with "trellis testnet down"',
  );
}

async function tour(
  globals: Globals,
  folder: string,
  manifest: TestnetManifest,
  signal: AbortSignal,
): Promise<DemoReport> {
  const { readGenesis } = await import('@trellis/node');
  const { genesisPath, startTestnet, untilHeight } = await import('@trellis/testnet');
  const tell = teller(globals);
  tell(strong('Trellis: a ledger whose every signature is post-quantum'), '');
  const started = performance.now();
  const of = manifest.nodes.length;
  const starting = (tell: (done: Done) => void) =>
    startTestnet(folder, manifest, { signal, onReady: (done) => tell({ done, of }) });
  await withCounted('starting', starting, 'nodes');
  await untilHeight(folder, manifest, 1n, 30_000);
  const [first] = manifest.nodes;
  const transport = httpTransport({ url: first?.http ?? globals.node });
  const { head, node } = await getStatus(transport);
  tell(
    `${good('✓')} ${manifest.nodes.length} validators run as separate processes; block ${head.height} ` +
      `is final ${seconds(performance.now() - started)} after the start`,
    dim(
      `  chain ${manifest.chainId}, votes and payments signed with ${scheme}, signatures by ${visibleText(node.provider)}`,
    ),
    '',
  );

  const names = ['alice', 'bob', 'carol'] as const;
  const trusted = trustGenesis(await readGenesis(genesisPath(folder)));
  const light = createLightClient({
    transport,
    verifier: createProvider(globals.provider),
    trusted,
  });
  await createAccounts(globals, light, names);
  const { last, payments: made } = await makePayments(globals, light);
  await proveBalance(globals, light, last);
  const signing = await showCost(globals, last);
  tell(
    strong('Next steps'),
    `  ${ownCall} testnet up             start the network again, with its state`,
    `  ${ownCall} send alice bob 1.50 EUR`,
    `  ${ownCall} balance bob EUR`,
    `  ${ownCall} --help`,
  );
  const { chainId, nodes } = manifest;
  return { chainId, scheme, validators: nodes.length, payments: made, signing };
}

async function createAccounts(
  globals: Globals,
  light: LightClient,
  names: readonly string[],
): Promise<void> {
  const { treasuryName } = await import('@trellis/testnet');
  const tell = teller(globals);
  tell(strong('Accounts'));
  const treasury = await openKey(globals, treasuryName, {});
  const { account: source } = await ensureTestKey(globals.home, treasuryName, scheme);
  for (const name of names) {
    const key = await ensureTestKey(globals.home, name, scheme);
    if ((await getAccount(light, key.account)).value !== null) {
      tell(`  ${name.padEnd(6)} ${formatAddress(key.account)}`);
      continue;
    }
    const began = performance.now();
    const { final } = await send(light, {
      key: treasury,
      operations: [createAccount(source, singleKeyPolicy(key.scheme, key.address))],
    });
    tell(
      `  ${name.padEnd(6)} ${formatAddress(key.account)} ${outcome(final, performance.now() - began)}`,
    );
  }
  tell('');
}

const payments = [
  { from: 'treasury', to: 'alice', amount: 100_00n },
  { from: 'treasury', to: 'bob', amount: 50_00n },
  { from: 'alice', to: 'bob', amount: 12_50n },
  { from: 'bob', to: 'carol', amount: 20_00n },
  { from: 'carol', to: 'alice', amount: 5n },
  { from: 'alice', to: 'carol', amount: 30_00n },
] as const;

async function makePayments(
  globals: Globals,
  light: LightClient,
): Promise<{ readonly last: FinalTransaction; readonly payments: readonly PaymentReport[] }> {
  const { euro } = await import('@trellis/testnet');
  const tell = teller(globals);
  tell(strong('Payments'));
  let last: FinalTransaction | undefined;
  const made: PaymentReport[] = [];
  for (const { from, to, amount } of payments) {
    const source = await ensureTestKey(globals.home, from, scheme);
    const target = await ensureTestKey(globals.home, to, scheme);
    const key = await openKey(globals, from, {});
    const began = performance.now();
    const { final } = await send(light, {
      key,
      operations: [transfer({ from: source.account, to: target.account, asset: euro, amount })],
    });
    const text = `${from} → ${to}`.padEnd(17);
    const finalityMs = performance.now() - began;
    tell(`  ${text} ${showAmount(amount, 2, euro).padStart(11)}  ${outcome(final, finalityMs)}`);
    made.push({
      transactionId: final.transactionId,
      from: formatAddress(source.account),
      to: formatAddress(target.account),
      asset: euro,
      amount: `${amount}`,
      amountUnits: formatAmount(amount, 2),
      height: `${final.height}`,
      finalityMs: Math.round(finalityMs),
    });
    last = final;
  }
  tell('');
  if (last === undefined) throw new Error('the tour makes payments');
  return { last, payments: made };
}

function outcome({ receipt, height }: FinalTransaction, ms: number): string {
  const status = receipt.status === 'success' ? good('final') : receipt.status;
  return `${status} in ${ms.toFixed(0)} ms, block ${height}`;
}

async function proveBalance(
  globals: Globals,
  { transport, trusted }: LightClient,
  last: FinalTransaction,
): Promise<void> {
  const { euro } = await import('@trellis/testnet');
  const tell = teller(globals);
  tell(strong('A proof, checked with no trust in the node'));
  // The portable provider is what a browser would check this with.
  const verifier = createProvider('portable');
  const light = createLightClient({ transport, verifier, trusted: trusted() });
  const { account: address } = await ensureTestKey(globals.home, 'carol', scheme);
  const began = performance.now();
  const { value: amount, header, certificate } = await getBalance(light, address, euro);
  await verifyTransaction(light.trusted(), verifier, last.transactionId, last);
  tell(
    `  ${good('✓')} carol holds ${showAmount(amount, 2, euro)} at block ${header.height}: ` +
      `balance → state root → header → ${certificate?.signatures.length ?? 0} signatures of validators`,
    `  ${good('✓')} the last payment and its receipt are in block ${last.height}`,
    dim(
      `  both checked in JavaScript in ${(performance.now() - began).toFixed(0)} ms, as a browser would`,
    ),
    '',
  );
}

async function showCost(
  globals: Globals,
  { signed, certificate }: FinalTransaction,
): Promise<SignatureCosts> {
  const encoded = encode(signedTransactionCodec, signed);
  const witnesses = splitSignedTransaction(encoded).witnesses.length;
  const certified =
    certificate?.signatures.reduce((sum, { signature }) => sum + signature.length, 0) ?? 0;
  const share = Math.round((100 * witnesses) / encoded.length);
  const postQuantum = await timeSignatures(globals.provider, scheme);
  const classical = await timeSignatures(globals.provider, 'ed25519');
  const us = (milliseconds: number): string => `${groupDigits(Math.round(milliseconds * 1000))} µs`;
  const costs = {
    signMs: postQuantum.signMs,
    verifyKnownMs: postQuantum.verifyKnownMs,
    verifyNewMs: postQuantum.verifyNewMs,
    classicalSignMs: classical.signMs,
    classicalVerifyMs: classical.verifyKnownMs,
  };
  if (globals.json) return costs;
  print(strong('What the signatures cost'));
  printFields([
    [
      '  a payment',
      `${formatBytes(encoded.length)}, ${share} % of it signature; with Ed25519 it would be ${formatBytes(encoded.length - schemes[scheme].signatureBytes + schemes.ed25519.signatureBytes)}`,
    ],
    [
      '  a block certificate',
      `${formatBytes(certified)} in ${certificate?.signatures.length ?? 0} signatures`,
    ],
    ['  signing', `${us(postQuantum.signMs)} against ${us(classical.signMs)} for Ed25519`],
    [
      '  verifying',
      `${us(postQuantum.verifyKnownMs)} where the key is known, ${us(postQuantum.verifyNewMs)} where it is new, against ${us(classical.verifyKnownMs)} for Ed25519`,
    ],
  ]);
  print(dim(`  medians on this machine, signatures by ${globals.provider}`), '');
  return costs;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
