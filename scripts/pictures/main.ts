/**
 * Makes the pictures of the documentation from a testnet that runs for as long as this takes: `pnpm pictures`.
 * It needs Chromium and `script` (util-linux), which gives the live view a terminal.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createProvider } from '@trellis/crypto';
import { buildPage } from '@trellis/explorer/build';
import type { ChainId } from '@trellis/protocol';
import { findBasePort, initTestnet, startTestnet, stopAll, testnetFolder } from '@trellis/testnet';
import { picturePages, pictureWallet, recordPayment } from './page-pictures.ts';
import { terminalPicture } from './terminal-picture.ts';

const folder = fileURLToPath(new URL('../../docs/pictures', import.meta.url));
const trellis = fileURLToPath(import.meta.resolve('@trellis/cli/main'));
const run = promisify(execFile);

const home = await mkdtemp(join(tmpdir(), 'trellis-pictures-'));
const manifest = await initTestnet(home, {
  validators: 4,
  scheme: 'ml-dsa-65',
  provider: createProvider('native'),
  chainId: 'trellis-example' as ChainId,
  basePort: await findBasePort(4, 26_700),
});
const first = manifest.nodes[0]?.http ?? '';
const environment = {
  ...process.env,
  TRELLIS_HOME: home,
  TRELLIS_NODE: first,
  FORCE_COLOR: '1',
  NODE_NO_WARNINGS: '1',
};

/** What a command prints, in colours. */
async function printed(...args: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await run(process.execPath, [trellis, ...args], { env: environment });
  return stdout.trimEnd().split('\n');
}

/** A command with what it prints under it. */
async function shown(...args: readonly string[]): Promise<readonly string[]> {
  const typed = args.map((argument) => (argument.includes(' ') ? `"${argument}"` : argument));
  return [prompt(typed.join(' ')), ...(await printed(...args)), ''];
}

const prompt = (command: string): string =>
  `\u001b[2m$\u001b[22m \u001b[1mtrellis ${command}\u001b[22m`;

/** The last frame of the live view, which stays until it is interrupted. */
async function liveView(): Promise<readonly string[]> {
  const command = `stty cols 112 rows 30; exec timeout -s INT 20 ${process.execPath} ${trellis} testnet up`;
  const { stdout } = await run('script', ['-qec', command, '/dev/null'], {
    env: environment,
  }).catch((error: { readonly stdout: string }) => error);
  // Each frame begins by going up over the one before.
  const frame = stdout.split('\u001b[0J').at(-1) ?? '';
  const lines = frame.replaceAll('\r', '').split('\n');
  const end = lines.findIndex((line) => line.includes('Ctrl-C'));
  if (end === -1) throw new Error('the live view showed nothing in time');
  return lines.slice(0, end + 1);
}

/** People with accounts, who pay each other: what the pages of a chain show. */
async function populate(): Promise<void> {
  const password = join(home, 'password');
  await writeFile(password, 'of an example\n', { mode: 0o600 });
  for (const name of ['alice', 'bob', 'carol']) {
    await printed('keys', 'new', name, '--password-file', password);
    await writeFile(join(home, 'keys', `${name}.password`), 'of an example\n', { mode: 0o600 });
    await printed('account', 'create', 'treasury', name);
    await printed('send', 'treasury', name, '250.00', 'EUR');
  }
  for (const [payer, payee, amount, memo] of [
    ['alice', 'bob', '12.50', 'lunch'],
    ['bob', 'carol', '20.00', 'tickets'],
    ['carol', 'alice', '75.00', 'rent'],
    ['alice', 'carol', '30.00', 'invoice 6'],
  ] as const) {
    await printed('send', payer, payee, amount, 'EUR', '--memo', memo);
  }
}

/** A proposal that is open, and has the vote of its proposer. */
async function propose(): Promise<void> {
  await printed('governance', 'propose', 'operator1', 'set-power node=node2 power=2');
}

/** Payments that the live view can count: it counts those of the last seconds, so they continue until it has ended. */
async function payUntil(ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    for (const payer of ['alice', 'bob', 'carol']) {
      await printed('send', payer, 'treasury', '1.00', 'EUR');
    }
  }
}

async function terminal(): Promise<void> {
  const ended = new AbortController();
  const [frame] = await Promise.all([
    liveView().finally(() => ended.abort()),
    payUntil(ended.signal),
  ]);
  const lines = [
    prompt('testnet up'),
    ...frame,
    '',
    ...(await shown('send', 'alice', 'bob', '1.50', 'EUR', '--memo', 'invoice 7')),
    ...(await shown('balance', 'bob', 'EUR')),
  ];
  const title = 'A testnet of four validators in a terminal, a payment, and a proven balance';
  await writeFile(join(folder, 'testnet.svg'), terminalPicture(lines.slice(0, -1), title));
}

/** What a command prints with `--json`. */
async function document(...args: readonly string[]): Promise<Readonly<Record<string, string>>> {
  return JSON.parse((await printed(...args, '--json')).join('\n'));
}

async function explorer(): Promise<void> {
  const pay = (memo: string) => document('send', 'alice', 'bob', '1.50', 'EUR', '--memo', memo);
  const { transactionId: transaction = '', height = '' } = await pay('invoice 8');
  const { address: account = '' } = await document('balance', 'bob', 'EUR');
  const pictured = { node: first, account, transaction, height };
  await picturePages(folder, pictured);
  const keyFile = await readFile(join(home, 'keys', 'alice.json'), 'utf8');
  await pictureWallet(folder, pictured, { keyFile, password: 'of an example' });
  await recordPayment(folder, first, async () => (await pay('invoice 9')).transactionId ?? '');
}

try {
  await buildPage();
  await startTestnet(testnetFolder(home), manifest);
  await populate();
  await propose();
  await terminal();
  await explorer();
} finally {
  await stopAll(testnetFolder(home), manifest);
  await rm(home, { recursive: true, force: true });
}
