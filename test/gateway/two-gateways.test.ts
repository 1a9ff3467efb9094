/**
 * Two institutions, each with a home, keys and a gateway of its own: money that is final is asked back through both, and
 * what each writes is all that the other gets.
 */
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runWithin } from '@trellis/cli/testing/run-cli';
import { formatAddress } from '@trellis/crypto';
import { isKind, type Message, type MessageId, readMessage } from '@trellis/iso20022';
import { hasPublishedSchemas, publishedSchema } from '@trellis/iso20022/testing/schemas';
import { createSchemaValidator } from '@trellis/iso20022/validator';
import { ensureTestKey, findKey, keysFolder } from '@trellis/keystore';
import { testnetFolder } from '@trellis/testnet';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startNetwork, type TestNetwork } from '../e2e/network.ts';
import { type GatewayProcess, gatewayProcess, initiation } from './gateway-process.ts';
import { cancellation } from './request-files.ts';

const payerIban = 'DE89370400440532013000';
const benIban = 'NL91ABNA0417164300';
const day = new Date().toISOString().slice(0, 10);

let network: TestNetwork;
let second: string;
let payers: GatewayProcess;
let payees: GatewayProcess;
const trellis = (home: string, ...args: readonly string[]) =>
  runWithin(home, ['--node', network.node(0).http, ...args]);

beforeAll(async () => {
  network = await startNetwork({ validators: 1 });
  await ensureTestKey(network.home, 'ben', 'ml-dsa-65');
  expect((await trellis(network.home, 'account', 'create', 'treasury', 'ben')).code).toBe(0);
  const [treasury, ben] = await Promise.all(
    ['treasury', 'ben'].map(async (name) =>
      formatAddress((await findKey(network.home, name)).account),
    ),
  );
  const list = `id,account\n${payerIban},${treasury}\n${benIban},${ben}\n`;
  second = await mkdtemp(join(tmpdir(), 'trellis-second-'));
  await symlink(testnetFolder(network.home), testnetFolder(second));
  await mkdir(keysFolder(second), { mode: 0o700 });
  for (const name of await readdir(keysFolder(network.home))) {
    if (!name.startsWith('ben.')) continue;
    await cp(join(keysFolder(network.home), name), join(keysFolder(second), name));
    // Each institution has its own keys alone.
    await rm(join(keysFolder(network.home), name));
  }
  await writeFile(join(network.home, 'accounts.csv'), list);
  await writeFile(join(second, 'accounts.csv'), list);
  payers = await open(network.home, 'gateway', { acknowledges: true });
  payees = await open(second, 'gateway', {
    served: [{ account: benIban, asset: 'EUR', tells: 'notification' }],
  });
});
afterAll(async () => {
  await payers?.stop('SIGKILL');
  await payees?.stop('SIGKILL');
  await network?.remove();
  if (second !== undefined) await rm(second, { recursive: true });
});

async function open(home: string, name: string, config: object): Promise<GatewayProcess> {
  const accounts = join(home, 'accounts.csv');
  const folder = join(home, name);
  const made = await gatewayProcess(home, network.node(0).http, folder, { accounts, ...config });
  made.start();
  return made;
}

function expectValid(id: MessageId, text: string): Message {
  const bytes = new TextEncoder().encode(text);
  const { message, findings } = readMessage(bytes);
  expect(findings).toEqual([]);
  if (hasPublishedSchemas) {
    const validator = createSchemaValidator(publishedSchema(id));
    expect(validator.validate(bytes)).toEqual([]);
    validator.dispose();
  }
  if (message === undefined) throw new Error('it is no message');
  return message;
}

function confirmationIn(text: string): string | undefined {
  const message = expectValid('camt.029.001.09', text);
  return isKind(message, 'camt.029') ? message.value.RsltnOfInvstgtn.Sts.Conf : undefined;
}

async function balanceOfBen(): Promise<bigint> {
  const { stdout } = await trellis(second, 'balance', 'ben', 'EUR', '--json');
  return BigInt(JSON.parse(stdout).amount);
}

/** The newest file with this in its name that was not there before. */
async function next(gateway: GatewayProcess, part: string, known: Set<string>): Promise<string> {
  let name = '';
  await expect
    .poll(async () => {
      name = (await gateway.answers(part)).find((one) => !known.has(one)) ?? '';
      return name;
    })
    .not.toBe('');
  known.add(name);
  return gateway.read(name);
}

it.each([
  ['yes', 'CNCL', 0n],
  ['no', 'RJCR', 425n],
] as const)(
  'asks the payee’s gateway for money back, where a person says %s',
  async (answer, confirmation, kept) => {
    const known = new Set([
      ...(await readdir(join(payers.folder, 'outbox'))),
      ...(await readdir(join(payees.folder, 'outbox'))),
    ]);
    const before = await balanceOfBen();
    const ben = `<Id><IBAN>${benIban}</IBAN></Id>`;
    const message = `T-${answer}`;
    const transfers = [{ endToEnd: `${message}-1`, amount: '4.25', to: ben }];
    await payers.put(`${message}.xml`, initiation(message, day, payerIban, transfers));
    const received = await next(payers, '.received', known);
    expectValid('pain.002.001.10', received);
    expect(received).toContain('<GrpSts>RCVD</GrpSts>');
    expect(await next(payers, `${message}-`, known)).toContain('ACCC');
    expect(await next(payees, 'camt.054', known)).toContain(`${message}-1`);
    expect(await balanceOfBen()).toBe(before + 425n);

    await payers.put(`c-${answer}.xml`, cancellation(`C-${answer}`, day, message, `${message}-1`));
    expect(confirmationIn(await next(payers, 'camt.029', known))).toBe('PDCR');
    // What one writes is carried to the other, byte for byte.
    await payees.put(`asked-${answer}.xml`, await next(payers, 'ask-', known));
    const waiting = await next(payees, 'camt.029', known);
    expect(confirmationIn(waiting)).toBe('PDCR');
    await payers.put(`answered-${answer}-1.xml`, waiting);
    const queue = ['gateway', 'queue', '--config', payees.config] as const;
    const asked = JSON.parse((await trellis(second, ...queue, '--json')).stdout);
    expect(asked.waiting).toHaveLength(1);
    const [{ id }] = asked.waiting;
    expect((await trellis(second, ...queue, id, answer)).code).toBe(0);
    const resolved = await next(payees, 'camt.029', known);
    expect(confirmationIn(resolved)).toBe(confirmation);
    await payers.put(`answered-${answer}-2.xml`, resolved);
    expect(confirmationIn(await next(payers, 'camt.029', known))).toBe(confirmation);
    expect(await balanceOfBen()).toBe(before + kept);
    if (answer === 'yes') {
      const returned = await next(payees, 'pacs.004', known);
      expectValid('pacs.004.001.09', returned);
      expect(returned).toContain(`<OrgnlEndToEndId>${message}-1</OrgnlEndToEndId>`);
      // The payer's side takes the return as it takes any file, and pays nothing for it.
      await payers.put('return.xml', returned);
      await expect.poll(() => payers.log().split('"file_done"').length).toBeGreaterThan(5);
    }
    expect(await readdir(join(payers.folder, 'quarantine'))).toEqual([]);
    expect(await readdir(join(payees.folder, 'quarantine'))).toEqual([]);
    for (const text of [payers.log(), payees.log()]) expect(text).not.toMatch(/Müller|A company/);
  },
);

describe('a payment that is a hold', () => {
  const ben = `<Id><IBAN>${benIban}</IBAN></Id>`;
  let holding: GatewayProcess;
  const known = new Set<string>();
  afterEach(async () => {
    await holding?.stop('SIGKILL');
    expect(holding.log()).not.toMatch(/Müller|A company|"step_failed"/);
  });

  /** Its first answer says that it waits; the payee's gateway has heard of it. */
  async function reserve(message: string, seconds: number): Promise<string> {
    for (const gateway of [payers, payees]) {
      for (const name of await readdir(join(gateway.folder, 'outbox'))) known.add(name);
    }
    holding = await open(network.home, `hold-${message}`, { reserveSeconds: seconds });
    const transfers = [{ endToEnd: `${message}-1`, amount: '2.50', to: ben }];
    await holding.put(`${message}.xml`, initiation(message, day, payerIban, transfers));
    const waiting = await next(holding, '.part-', known);
    expectValid('pain.002.001.10', waiting);
    expect(waiting).toContain('<TxSts>PDNG</TxSts>');
    const id = /by hold ([0-9a-f]{64})/.exec(
      waiting.replaceAll(/<\/AddtlInf>\s*<AddtlInf>/g, ''),
    )?.[1];
    if (id === undefined) throw new Error(`no hold is named: ${waiting}`);
    return id;
  }

  /** What the payee's side says once it has been asked, by its own folder. */
  async function askPayee(message: string): Promise<void> {
    await holding.put(
      `c-${message}.xml`,
      cancellation(`C-${message}`, day, message, `${message}-1`),
    );
    expect(confirmationIn(await next(holding, 'camt.029', known))).toBe('PDCR');
    await payees.put(`asked-${message}.xml`, await next(holding, 'ask-', known));
  }

  it('goes back when the payee’s side agrees, with CNCL and no pacs.004', async () => {
    const before = await balanceOfBen();
    await reserve('H-1', 3_600);
    await expect
      .poll(async () => (await trellis(second, 'holds', 'list', 'ben')).stdout)
      .toContain('2.50');
    await askPayee('H-1');
    expect(confirmationIn(await next(payees, 'camt.029', known))).toBe('PDCR');
    const queue = ['gateway', 'queue', '--config', payees.config] as const;
    const [{ id }] = JSON.parse((await trellis(second, ...queue, '--json')).stdout).waiting;
    expect((await trellis(second, ...queue, id, 'yes')).code).toBe(0);
    const resolved = await next(payees, 'camt.029', known);
    expect(confirmationIn(resolved)).toBe('CNCL');
    await holding.put('answered-H-1.xml', resolved);
    expect(confirmationIn(await next(holding, 'camt.029', known))).toBe('CNCL');
    const last = await next(holding, 'H-1-', known);
    expect(last).toContain('<TxSts>RJCT</TxSts>');
    expect(last).toContain('<Cd>DS02</Cd>');
    expect((await payees.answers('.xml')).some((name) => name.includes('H-1-1'))).toBe(false);
    expect(await balanceOfBen()).toBe(before);
  });

  it('is final once the payee has taken it, and is told of with the ids of its file', async () => {
    const hold = await reserve('H-2', 3_600);
    // The payee's gateway has to have seen it open.
    await expect
      .poll(async () => (await trellis(second, 'holds', 'list', 'ben')).stdout)
      .toContain(hold);
    await askPayee('H-2');
    expect(confirmationIn(await next(payees, 'camt.029', known))).toBe('PDCR');
    expect((await trellis(second, 'holds', 'post', 'ben', hold)).code).toBe(0);
    const last = await next(holding, 'H-2-', known);
    expectValid('pain.002.001.10', last);
    expect(last).toContain('<TxSts>ACCC</TxSts>');
    expect(await next(payees, 'camt.054', known)).toContain('<EndToEndId>H-2-1</EndToEndId>');
    // What is asked back now is a payment that came in.
    const queue = ['gateway', 'queue', '--config', payees.config] as const;
    const [{ id }] = JSON.parse((await trellis(second, ...queue, '--json')).stdout).waiting;
    expect((await trellis(second, ...queue, id, 'no')).code).toBe(0);
    expect(confirmationIn(await next(payees, 'camt.029', known))).toBe('RJCR');
  });

  it('goes back by itself when nobody takes it, and who asks is told CNCL', async () => {
    await reserve('H-3', 4);
    // Blocks of a network without transactions may wait for one.
    await trellis(second, 'send', 'ben', 'treasury', '0.01', 'EUR', '--yes');
    const last = await next(holding, 'H-3-', known);
    expect(last).toContain('<Cd>AB05</Cd>');
    await holding.put('c-H-3.xml', cancellation('C-H-3', day, 'H-3', 'H-3-1'));
    expect(confirmationIn(await next(holding, 'camt.029', known))).toBe('CNCL');
  });
});
