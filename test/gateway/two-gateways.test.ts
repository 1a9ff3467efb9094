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
import { afterAll, beforeAll, expect, it } from 'vitest';
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
  const open = async (home: string, config: object) => {
    const accounts = join(home, 'accounts.csv');
    await writeFile(accounts, list);
    const folder = join(home, 'gateway');
    const made = await gatewayProcess(home, network.node(0).http, folder, { accounts, ...config });
    made.start();
    return made;
  };
  payers = await open(network.home, { acknowledges: true });
  payees = await open(second, {
    served: [{ account: benIban, asset: 'EUR', tells: 'notification' }],
  });
});
afterAll(async () => {
  await payers?.stop('SIGKILL');
  await payees?.stop('SIGKILL');
  await network?.remove();
  if (second !== undefined) await rm(second, { recursive: true });
});

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
