/** The key of an account in a process of its own: commands and the gateway pay with it, within its limits, and it does nothing else. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runWithin } from '@trellis/cli/testing/run-cli';
import { formatAddress } from '@trellis/crypto';
import { ensureTestKey, findKey, keysFolder } from '@trellis/keystore';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startNetwork, type TestNetwork } from '../e2e/network.ts';
import { testPorts } from '../ports.ts';
import { gatewayProcess, initiation } from './gateway-process.ts';

const program = fileURLToPath(import.meta.resolve('@trellis/cli/main'));
const iban = 'DE89370400440532013000';
const payeeIban = 'NL91ABNA0417164300';

let network: TestNetwork;
let folder: string;
let signer: ChildProcess | undefined;

const trellis = (...args: readonly string[]) =>
  runWithin(network.home, ['--node', network.node(0).http, ...args]);
const pay = (amount: string, to = 'ben') => trellis('send', 'treasury', to, amount, 'EUR');
const initPayments = async (...more: readonly string[]) =>
  trellis(
    ...['signer', 'init-payments', 'treasury', '--limit', 'EUR:10.00:25.00', '--payee', 'ben'],
    ...['--listen', `127.0.0.1:${await testPorts(1)}`, '--out', folder, ...more],
  );

async function startSigner(): Promise<void> {
  const args = [program, 'signer', 'run-payments', join(folder, 'config.json')];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  signer = child;
  for await (const text of child.stdout.setEncoding('utf8')) {
    if (String(text).includes('signs payments')) break;
  }
}

async function killSigner(): Promise<void> {
  if (signer === undefined || signer.exitCode !== null || signer.signalCode !== null) return;
  const ended = once(signer, 'exit');
  signer.kill('SIGKILL');
  await ended;
}

beforeAll(async () => {
  network = await startNetwork({ validators: 1 });
  folder = join(network.home, 'treasury-signer');
  for (const name of ['ben', 'eve']) {
    await ensureTestKey(network.home, name, 'ml-dsa-65');
    expect((await trellis('account', 'create', 'treasury', name)).code).toBe(0);
  }
});
afterAll(async () => {
  await killSigner();
  await network?.remove();
});

describe('a signer of payments', () => {
  it('takes the key, which is not in the home any more', async () => {
    const { code, stdout } = await initPayments();
    expect(code).toBe(0);
    expect(stdout).toContain('run-payments');
    const kept = await readdir(keysFolder(network.home));
    expect(kept.filter((name) => name.startsWith('treasury'))).toEqual(['treasury.signer']);
    for (const name of ['key.json', 'password', 'network.pem', 'peer.key', 'config.json']) {
      expect((await stat(join(folder, name))).mode & 0o077, name).toBe(0);
    }
  });

  it.each([
    ['a second time', () => initPayments('--out', join(network.home, 'second')), 'key_away'],
    ['its words', () => trellis('keys', 'export', 'treasury', '--phrase'), ''],
    ['a payment while it does not run', () => pay('1.00'), 'signer_unreachable'],
  ])('says where the key is, asked for %s', async (_, asked, code) => {
    const { code: exit, stderr } = await asked();
    expect(exit).not.toBe(0);
    expect(stderr).toContain(code);
    await expect(access(join(network.home, 'second'))).rejects.toThrow('ENOENT');
  });

  it('signs payments of commands within its limits, and refuses all else with a code', async () => {
    await startSigner();
    expect(await pay('5.00')).toMatchObject({ code: 0 });
    for (const [asked, code] of [
      [() => pay('10.01'), 'over_payment_limit'],
      [() => pay('1.00', 'eve'), 'payee_not_allowed'],
      [() => trellis('asset', 'mint', 'treasury', 'ben', '1000.00', 'EUR'), 'not_a_payment'],
    ] as const) {
      const { code: exit, stderr } = await asked();
      expect(exit, code).not.toBe(0);
      expect(stderr).toContain(code);
    }
    expect(await keysListed()).toContain('treasury');
  });

  it('pays for the gateway, and remembers the day after it was killed', async () => {
    const [treasury, ben] = await Promise.all(['treasury', 'ben'].map(addressOf));
    const list = `id,account\n${iban},${treasury}\n${payeeIban},${ben}\n`;
    const accounts = join(network.home, 'accounts.csv');
    await writeFile(accounts, list);
    const gateway = await gatewayProcess(
      network.home,
      network.node(0).http,
      join(network.home, 'gateway'),
      { accounts },
    );
    gateway.start();
    try {
      const day = new Date().toISOString().slice(0, 10);
      const to = `<Id><IBAN>${payeeIban}</IBAN></Id>`;
      // The second is refused by the signer, and the third has its place.
      const transfers = ['9.00', '10.01', '10.00'].map((amount, index) => ({
        ...{ endToEnd: `E${index}`, amount, to },
      }));
      await gateway.put('pay.xml', initiation('M1', day, iban, transfers));
      const [answer = ''] = await gateway.answers('pain.002');
      const text = await gateway.read(answer);
      expect([...text.matchAll(/<TxSts>(....)/g)].map(([, status]) => status)).toEqual([
        'ACCC',
        'RJCT',
        'ACCC',
      ]);
      expect(text).toContain('AM14');
    } finally {
      await gateway.stop('SIGTERM');
    }
    await killSigner();
    await startSigner();
    expect((await pay('1.01')).stderr).toContain('over_day_limit');
    expect(await pay('1.00')).toMatchObject({ code: 0 });
  });
});

const addressOf = async (name: string): Promise<string> =>
  formatAddress((await findKey(network.home, name)).account);
const keysListed = async (): Promise<string> => (await trellis('keys', 'list')).stdout;
