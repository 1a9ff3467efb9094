/**
 * The gateway as a process beside a real network: files go in, payments are made once, answers come out, and what came in
 * is told of, with all that the payer's institution said.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runWithin } from '@trellis/cli/testing/run-cli';
import { isKind, type MessageId, readMessage } from '@trellis/iso20022';
import { hasPublishedSchemas, publishedSchema } from '@trellis/iso20022/testing/schemas';
import { createSchemaValidator } from '@trellis/iso20022/validator';
import { ensureTestKey } from '@trellis/keystore';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startNetwork, type TestNetwork } from '../e2e/network.ts';
import { testPorts } from '../ports.ts';
import { type GatewayProcess, gatewayProcess, initiation } from './gateway-process.ts';
import { cancellation, reportRequest, statusRequest } from './request-files.ts';

const payerIban = 'DE89370400440532013000';
const annaIban = 'NL91ABNA0417164300';
const anna = `<Id><IBAN>${annaIban}</IBAN></Id>`;
const day = new Date().toISOString().slice(0, 10);

let network: TestNetwork;
let count = 0;
const running: GatewayProcess[] = [];
const trellis = (...args: readonly string[]) =>
  runWithin(network.home, ['--node', network.node(0).http, ...args]);

beforeAll(async () => {
  network = await startNetwork({ validators: 1 });
  for (const name of ['anna', 'boss']) {
    await ensureTestKey(network.home, name, 'ml-dsa-65');
    expect((await trellis('account', 'create', 'treasury', name)).code).toBe(0);
  }
  const list = `id,account\n${payerIban},treasury\n${annaIban},anna\n`;
  await writeFile(join(network.home, 'accounts.csv'), list);
});
afterEach(async () => {
  for (const gateway of running.splice(0)) {
    await gateway.stop('SIGKILL');
    // Amounts and ids, and no names or texts of files, whatever happened.
    expect(gateway.log()).not.toMatch(/Müller|A company|Boot|Delft/);
  }
});
afterAll(async () => {
  await network?.remove();
});

/** One that runs, in a folder of its own. */
async function startGateway(config: object = {}): Promise<GatewayProcess> {
  const folder = join(network.home, `gateway-${count++}`);
  const accounts = join(network.home, 'accounts.csv');
  const made = await gatewayProcess(network.home, network.node(0).http, folder, {
    accounts,
    ...config,
  });
  running.push(made);
  made.start();
  return made;
}

function expectValid(id: MessageId, text: string) {
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

async function statusesIn(gateway: GatewayProcess, name: string): Promise<readonly string[]> {
  const message = expectValid('pain.002.001.10', await gateway.read(name));
  if (!isKind(message, 'pain.002')) throw new Error('it is no pain.002');
  const { OrgnlPmtInfAndSts = [] } = message.value.CstmrPmtStsRpt;
  return OrgnlPmtInfAndSts.flatMap(({ TxInfAndSts = [] }) =>
    TxInfAndSts.map(({ TxSts }) => TxSts ?? ''),
  );
}

async function balanceOf(name: string): Promise<bigint> {
  const { stdout } = await trellis('balance', name, 'EUR', '--json');
  return BigInt(JSON.parse(stdout).amount);
}

describe('a gateway', () => {
  it('pays a file once, answers it, and answers it again with the same bytes', async () => {
    const gateway = await startGateway();
    const nobody = '<Id><IBAN>GB29NWBK60161331926819</IBAN></Id>';
    const file = initiation('G-1', day, payerIban, [
      { endToEnd: 'G-1-1', amount: '1.25', to: anna },
      { endToEnd: 'G-1-2', amount: '2.00', to: nobody },
    ]);
    const before = await balanceOf('anna');
    await gateway.put('g1.xml', file);
    const [name = ''] = await gateway.answers('g1-');
    expect(await statusesIn(gateway, name)).toEqual(['ACCC', 'RJCT']);
    expect(await balanceOf('anna')).toBe(before + 125n);
    const first = await gateway.read(name);
    await writeFile(join(gateway.folder, 'outbox', name), 'lost');
    await gateway.put('again.xml', file);
    await expect.poll(() => gateway.read(name)).toBe(first);
    expect(await balanceOf('anna')).toBe(before + 125n);
    expect(gateway.log()).not.toContain('Müller');
  });

  it('puts what nobody can answer aside, with the reason beside it', async () => {
    const gateway = await startGateway();
    await gateway.put('poison.xml', '<Document xmlns="urn:x">');
    const quarantine = join(gateway.folder, 'quarantine');
    await expect.poll(async () => (await readdir(quarantine).catch(() => [])).length).toBe(2);
    const names = await readdir(quarantine);
    const reason = names.find((name) => name.endsWith('.reason.txt')) ?? '';
    expect(await readFile(join(quarantine, reason), 'utf8')).toMatch(/\S/);
  });

  it('tells the payee’s side all that was sealed, and passes it on', async () => {
    expect((await trellis('sealing', 'publish', 'anna')).code).toBe(0);
    const gateway = await startGateway({
      served: [{ account: annaIban, asset: 'EUR', tells: 'transfer' }],
    });
    // What came before was never told of by this one.
    const more = '<RmtInf><Ustrd>für das Boot</Ustrd></RmtInf>';
    const file = initiation('G-2', day, payerIban, [
      { endToEnd: 'G-2-1', amount: '3.50', to: anna, more },
    ]);
    await gateway.put('g2.xml', file);
    await gateway.answers('g2-');
    const [passed = ''] = await gateway.answers('pacs.008');
    const transfer = expectValid('pacs.008.001.08', await gateway.read(passed));
    if (!isKind(transfer, 'pacs.008')) throw new Error('it is no pacs.008');
    const [one] = transfer.value.FIToFICstmrCdtTrf.CdtTrfTxInf;
    expect(one?.Cdtr?.Nm).toBe('Zoë Müller');
    expect(one?.RmtInf?.Ustrd).toEqual(['für das Boot']);
    expect(one?.DbtrAcct?.Id?.IBAN).toBe(payerIban);
    const noticed = async (): Promise<string> => {
      const names = await gateway.answers('camt.054');
      const texts = await Promise.all(names.map((name) => gateway.read(name)));
      for (const text of texts) expectValid('camt.054.001.08', text);
      return texts.find((text) => text.includes('G-2-1')) ?? '';
    };
    await expect.poll(noticed).toContain('G-2-1');
    const notice = await noticed();
    expect(notice).toContain('<Ustrd>für das Boot</Ustrd>');
    expect(notice).toContain('<Nm>A company</Nm>');
    const id = /transaction ([0-9a-f]{64})/.exec(notice)?.[1] ?? '';
    const shown = await trellis('tx', 'show', id);
    expect(shown.stdout).not.toMatch(/Boot|G-2-1|Müller/);
    const opened = await trellis('tx', 'show', id, '--decrypt', 'anna');
    expect(opened.stdout).toContain('pacs.008.001.08 in ');
  });

  it('is alone on its folder, and waits for a node that is away', async () => {
    const gateway = await startGateway();
    await gateway.untilLogged('"started"');
    const other = await trellis('gateway', '--once', '--config', gateway.config);
    expect(other.code).not.toBe(0);
    expect(other.stderr).toContain('folder_in_use');
    // Nothing listens at this port.
    const early = await gatewayProcess(
      ...([network.home, 'http://127.0.0.1:1', join(network.home, 'early'), {}] as const),
    );
    running.push(early);
    early.start();
    await early.untilLogged('"node_unreachable"');
    await early.untilLogged('"node_unreachable"');
    expect(early.isRunning()).toBe(true);
    await early.stop('SIGTERM');
  });

  it('takes files by HTTP with its key alone', async () => {
    const apiKeyFile = join(network.home, 'api-key');
    await writeFile(apiKeyFile, `${'k'.repeat(40)}\n`, { mode: 0o600 });
    const port = await testPorts(1);
    const gateway = await startGateway({ http: { host: '127.0.0.1', port, apiKeyFile } });
    await expect.poll(() => gateway.log()).toContain('"listening"');
    const post = (key: string, type = 'application/xml') =>
      fetch(`http://127.0.0.1:${port}/iso20022`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': type },
        body: initiation('G-3', day, payerIban, [{ endToEnd: 'G-3-1', amount: '0.10', to: anna }]),
      });
    expect((await post('wrong')).status).toBe(401);
    expect((await post('k'.repeat(40), 'application/x-www-form-urlencoded')).status).toBe(415);
    expect((await post('k'.repeat(40))).status).toBe(202);
    const [name = ''] = await gateway.answers('http-');
    expect(await statusesIn(gateway, name)).toEqual(['ACCC']);
    const metrics = await fetch(`http://127.0.0.1:${port}/metrics`, {
      headers: { authorization: `Bearer ${'k'.repeat(40)}` },
    });
    expect(await metrics.text()).toContain('trellis_gateway_payments_total 1');
  });
});

describe('what a gateway may not decide alone', () => {
  const fromAnna = (id: string, amount: string, endToEnd = `${id}-1`) =>
    initiation(id, day, annaIban, [{ endToEnd, amount, to: treasury }]);
  const treasury = `<Id><IBAN>${payerIban}</IBAN></Id>`;

  it('waits for a second person’s signature, and no other’s', async () => {
    expect((await trellis('send', 'treasury', 'anna', '100', 'EUR')).code).toBe(0);
    expect((await trellis('account', 'set-policy', 'anna', 'anna', 'boss')).code).toBe(0);
    const gateway = await startGateway({
      limits: [{ asset: 'EUR', perPayment: '5.00', perDay: null, perCounterparty: null }],
    });
    await gateway.put('l1.xml', fromAnna('L-1', '6.00'));
    const [held = ''] = await gateway.answers('part-');
    expect(await statusesIn(gateway, held)).toEqual(['PDNG']);
    const queue = async () =>
      JSON.parse((await trellis('gateway', 'queue', '--json', '--config', gateway.config)).stdout);
    const { waiting } = await queue();
    expect(waiting).toMatchObject(
      [{ kind: 'payment', what: 'L-1-1', why: /one payment/ }].map((one) => ({
        ...one,
        why: expect.stringMatching(one.why),
      })),
    );
    const approve = (key: string) =>
      trellis('gateway', 'approve', waiting[0].id, '--key', key, '--config', gateway.config);
    expect((await approve('anna')).code).toBe(0);
    await expect.poll(() => gateway.log()).toContain('approval_refused');
    expect((await queue()).waiting).toEqual(waiting);
    expect((await approve('boss')).code).toBe(0);
    await expect
      .poll(async () => (await gateway.answers('l1-')).some((name) => !name.includes('part-')))
      .toBe(true);
    const last = (await gateway.answers('l1-')).find((name) => !name.includes('part-')) ?? '';
    expect(await statusesIn(gateway, last)).toEqual(['ACCC']);
  });

  it('holds what the screening does not answer in time, and cancels it when it is asked to', async () => {
    const gateway = await startGateway({
      screening: { command: ['sleep', '60'], url: null, timeoutMs: 200 },
      stuckMinutes: 0,
    });
    await gateway.put('s1.xml', fromAnna('S-1', '1.00'));
    const [held = ''] = await gateway.answers('part-');
    expect(await statusesIn(gateway, held)).toEqual(['PDNG']);
    await expect.poll(() => gateway.log()).toContain('"file_stuck"');
    await gateway.put('c1.xml', cancellation('C-1', day, 'S-1', 'S-1-1'));
    const [resolved = ''] = await gateway.answers('camt.029');
    expect(await confirmationIn(gateway, resolved)).toBe('CNCL');
    await expect
      .poll(async () => (await gateway.answers('s1-')).some((name) => !name.includes('part-')))
      .toBe(true);
    const last = (await gateway.answers('s1-')).find((name) => !name.includes('part-')) ?? '';
    expect(await statusesIn(gateway, last)).toEqual(['RJCT']);
  });

  it('pays back what came in when a person says yes, once, and tells it by a pacs.004', async () => {
    const gateway = await startGateway({
      served: [{ account: annaIban, asset: 'EUR', tells: 'notification' }],
    });
    const file = initiation('B-1', day, payerIban, [
      { endToEnd: 'B-1-1', amount: '7.00', to: anna },
    ]);
    await gateway.put('b1.xml', file);
    await gateway.answers('b1-');
    await expect
      .poll(async () =>
        (
          await Promise.all((await gateway.answers('camt.054')).map((name) => gateway.read(name)))
        ).join(''),
      )
      .toContain('B-1-1');
    const before = await balanceOf('anna');
    await gateway.put('c2.xml', cancellation('C-2', day, 'B-1', 'B-1-1'));
    const [pending = ''] = await gateway.answers('camt.029');
    expect(await confirmationIn(gateway, pending)).toBe('PDCR');
    const asked = await trellis('gateway', 'queue', '--json', '--config', gateway.config);
    const [{ id }] = JSON.parse(asked.stdout).waiting;
    expect((await trellis('gateway', 'queue', id, 'yes', '--config', gateway.config)).code).toBe(0);
    const [returned = ''] = await gateway.answers('pacs.004');
    const message = expectValid('pacs.004.001.09', await gateway.read(returned));
    if (!isKind(message, 'pacs.004')) throw new Error('it is no pacs.004');
    expect(message.value.PmtRtr.TxInf?.[0]?.RtrdIntrBkSttlmAmt).toEqual({
      Ccy: 'EUR',
      value: '7.00',
    });
    await gateway.answers('camt.029', 2);
    expect(await balanceOf('anna')).toBe(before - 700n);
  });

  it('answers what became of a message with the bytes of the answer, and reports on request', async () => {
    const gateway = await startGateway({
      served: [{ account: annaIban, asset: 'EUR', tells: 'notification' }],
      cutOff: '00:00',
    });
    const file = initiation('Q-1', day, payerIban, [
      { endToEnd: 'Q-1-1', amount: '0.50', to: anna },
    ]);
    await gateway.put('q1.xml', file);
    const [answer = ''] = await gateway.answers('q1-');
    await gateway.put('q2.xml', statusRequest('Q-2', day, 'Q-1'));
    const [again = ''] = await gateway.answers('status-');
    expect(await gateway.read(again)).toBe(await gateway.read(answer));
    await gateway.put('q3.xml', reportRequest('Q-3', day, annaIban));
    const [report = ''] = await gateway.answers('report-');
    const text = await gateway.read(report);
    expectValid('camt.052.001.08', text);
    const { stdout } = await trellis('statement', 'anna', '--asset', 'EUR', '--json');
    const lines: readonly { readonly balanceAmount: string }[] = JSON.parse(stdout).lines;
    const closing = /<Cd>CLBD<\/Cd>[\s\S]*?<Amt Ccy="EUR">([0-9.]+)</.exec(text)?.[1];
    expect(closing?.replace('.', '')).toBe(lines.at(-1)?.balanceAmount);
    const [statement = ''] = await gateway.answers('camt.053');
    expectValid('camt.053.001.08', await gateway.read(statement));
  });
});

async function confirmationIn(gateway: GatewayProcess, name: string) {
  const message = expectValid('camt.029.001.09', await gateway.read(name));
  if (!isKind(message, 'camt.029')) throw new Error('it is no camt.029');
  return message.value.RsltnOfInvstgtn.Sts.Conf;
}
