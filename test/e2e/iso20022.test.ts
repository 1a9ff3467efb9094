/**
 * A bank's file goes in, and its answer and a statement come out: on a real network, by the command itself, which is
 * killed and started again. Each transfer is paid once, the answer is the first one, and the sums are the ledger's.
 */
import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runWithin } from '@trellis/cli/testing/run-cli';
import { seededRandom } from '@trellis/fault-injection';
import { isKind, type MessageId, readMessage } from '@trellis/iso20022';
import { hasPublishedSchemas, publishedSchema } from '@trellis/iso20022/testing/schemas';
import { createSchemaValidator } from '@trellis/iso20022/validator';
import { ensureTestKey } from '@trellis/keystore';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startNetwork, type TestNetwork } from './network.ts';

const program = fileURLToPath(new URL('../../packages/cli/src/main.js', import.meta.url));

let network: TestNetwork;
const path = (name: string): string => join(network.home, name);
const node = (): string => network.node(0).http;
const trellis = (...args: readonly string[]) =>
  runWithin(network.home, ['--node', node(), ...args]);

beforeAll(async () => {
  network = await startNetwork({ validators: 1 });
  for (const name of ['anna', 'ben']) {
    await ensureTestKey(network.home, name, 'ml-dsa-65');
    expect((await trellis('account', 'create', 'treasury', name)).code).toBe(0);
  }
  const list = 'id,account\nDE89370400440532013000,treasury\nNL91ABNA0417164300,anna\n';
  await writeFile(path('accounts.csv'), list);
});
afterAll(async () => {
  await network?.remove();
});

const today = new Date();
const day = [
  today.getFullYear(),
  String(today.getMonth() + 1).padStart(2, '0'),
  String(today.getDate()).padStart(2, '0'),
].join('-');

/** A pain.001 of so many transfers of 0.01 EUR and more, to payees in turn. */
function initiation(id: string, count: number, payees: readonly string[]): string {
  const transfers = Array.from({ length: count }, (_, index) => {
    const payee = payees[index % payees.length];
    return `<CdtTrfTxInf><PmtId><EndToEndId>${id}-${index}</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">0.0${(index % 9) + 1}</InstdAmt></Amt><CdtrAcct>${payee}</CdtrAcct></CdtTrfTxInf>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>
<GrpHdr><MsgId>${id}</MsgId><CreDtTm>${day}T08:00:00Z</CreDtTm><NbOfTxs>${count}</NbOfTxs><InitgPty><Nm>A company</Nm></InitgPty></GrpHdr>
<PmtInf><PmtInfId>${id}-P</PmtInfId><PmtMtd>TRF</PmtMtd><ReqdExctnDt><Dt>${day}</Dt></ReqdExctnDt><Dbtr/>
<DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct><DbtrAgt><FinInstnId/></DbtrAgt>
${transfers.join('\n')}
</PmtInf></CstmrCdtTrfInitn></Document>`;
}

const anna = '<Id><IBAN>NL91ABNA0417164300</IBAN></Id>';
const ben = '<Id><Othr><Id>ben</Id><SchmeNm><Prtry>TRELLIS</Prtry></SchmeNm></Othr></Id>';
const nobody = '<Id><IBAN>GB29NWBK60161331926819</IBAN></Id>';

const payArguments = (file: string): readonly string[] => [
  ...['iso', 'pay', path(file), '--accounts', path('accounts.csv'), '--yes'],
];

function expectValid(id: MessageId, bytes: Uint8Array) {
  const { message, findings } = readMessage(bytes);
  expect(findings).toEqual([]);
  if (hasPublishedSchemas) {
    const validator = createSchemaValidator(publishedSchema(id));
    expect(validator.validate(bytes)).toEqual([]);
    validator.dispose();
  }
  return message;
}

async function answerTo(file: string) {
  const bytes = await readFile(path(file.replace(/\.xml$/, '.pain.002.001.10.xml')));
  const message = expectValid('pain.002.001.10', bytes);
  if (message === undefined || !isKind(message, 'pain.002')) throw new Error('no answer');
  const { OrgnlGrpInfAndSts, OrgnlPmtInfAndSts } = message.value.CstmrPmtStsRpt;
  return { bytes, group: OrgnlGrpInfAndSts, transfers: OrgnlPmtInfAndSts?.[0]?.TxInfAndSts ?? [] };
}

/** In smallest units. */
async function balanceOf(name: string): Promise<bigint> {
  const { stdout } = await trellis('balance', name, 'EUR', '--json');
  return BigInt(JSON.parse(stdout).amount);
}

describe('a file', () => {
  it('is paid, answered with the block of each transfer, and answered the same again', async () => {
    await writeFile(path('first.xml'), initiation('FIRST', 3, [anna, ben, nobody]));
    const paid = await trellis(...payArguments('first.xml'));
    expect(paid.code, paid.stderr).toBe(1);
    expect(paid.stderr).toContain('not paid: 1 of 3 transfers');
    const first = await answerTo('first.xml');
    expect(first.group).toMatchObject({ OrgnlMsgId: 'FIRST', GrpSts: 'PART' });
    expect(first.transfers.map(({ TxSts }) => TxSts)).toEqual(['ACCC', 'ACCC', 'RJCT']);
    expect(first.transfers[2]?.StsRsnInf?.[0]?.Rsn?.Cd).toBe('AC03');
    expect(first.transfers[0]?.AcctSvcrRef).toMatch(/^\d+\/[0-9a-f]+$/);
    expect([await balanceOf('anna'), await balanceOf('ben')]).toEqual([1n, 2n]);

    const again = await trellis(...payArguments('first.xml'));
    expect(again.code, again.stderr).toBe(1);
    expect(again.stdout).toContain('nothing was paid now');
    expect((await answerTo('first.xml')).bytes).toEqual(first.bytes);
    expect([await balanceOf('anna'), await balanceOf('ben')]).toEqual([1n, 2n]);
  });

  it('of a number that came before is refused, if it is another file', async () => {
    await writeFile(path('second.xml'), initiation('FIRST', 2, [anna]));
    expect((await trellis(...payArguments('second.xml'))).code).toBe(1);
    const { group, transfers } = await answerTo('second.xml');
    expect(group.GrpSts).toBe('RJCT');
    expect(transfers[0]?.StsRsnInf?.[0]?.Rsn?.Cd).toBe('DU01');
    expect(await balanceOf('anna')).toBe(1n);
  });

  it('that is invalid is rejected whole, with the place', async () => {
    const text = initiation('INVALID', 2, [anna]).replace('<PmtMtd>TRF', '<PmtMtd>XYZ');
    await writeFile(path('invalid.xml'), text);
    expect((await trellis(...payArguments('invalid.xml'))).code).toBe(1);
    const { group } = await answerTo('invalid.xml');
    expect(group).toMatchObject({ OrgnlMsgId: 'INVALID', GrpSts: 'RJCT' });
    expect(group.StsRsnInf?.[0]?.AddtlInf?.join('')).toContain('line 4');
    expect(await balanceOf('anna')).toBe(1n);
  });

  it('is explained without being paid', async () => {
    await writeFile(path('third.xml'), initiation('THIRD', 2, [anna, nobody]));
    const explained = await trellis(
      'iso',
      'explain',
      path('third.xml'),
      '--accounts',
      path('accounts.csv'),
    );
    expect(explained.code, explained.stderr).toBe(0);
    expect(explained.stdout).toContain('pay 0.01 EUR from treasury to anna');
    expect(explained.stdout).toContain('would be rejected: AC03');
    expect(await balanceOf('anna')).toBe(1n);
  });

  it('is not paid without a yes', async () => {
    await writeFile(path('third.xml'), initiation('THIRD', 1, [anna]));
    const args = payArguments('third.xml').filter((word) => word !== '--yes');
    const asked = await trellis(...args);
    expect(asked.stderr).toContain('no_terminal');
    expect(await balanceOf('anna')).toBe(1n);
  });
});

describe('a command that is killed', () => {
  it('pays each transfer once, however often', async () => {
    const count = 24;
    await writeFile(path('killed.xml'), initiation('KILLED', count, [ben]));
    const before = await balanceOf('ben');
    const random = seededRandom(7);
    const once = (killAfterMs: number | null): Promise<number | null> => {
      const args = [program, '--node', node(), ...payArguments('killed.xml')];
      const child = spawn(process.execPath, args, {
        env: { ...process.env, TRELLIS_HOME: network.home },
        stdio: 'ignore',
      });
      if (killAfterMs !== null) {
        pause(killAfterMs).then(
          () => child.kill('SIGKILL'),
          () => undefined,
        );
      }
      return new Promise((resolve) => {
        child.on('close', (code) => resolve(code));
      });
    };
    for (let kill = 0; kill < 6; kill++) await once(500 + Math.floor(random() * 2_500));
    expect(await once(null)).toBe(0);
    const sum = Array.from({ length: count }, (_, index) => BigInt((index % 9) + 1));
    expect((await balanceOf('ben')) - before).toBe(sum.reduce((total, one) => total + one, 0n));
    const { group, transfers, bytes } = await answerTo('killed.xml');
    expect(group.GrpSts).toBe('ACCC');
    const ids = new Set(transfers.map(({ StsRsnInf }) => StsRsnInf?.[0]?.AddtlInf?.[0]));
    expect(ids.size).toBe(count);
    expect(await once(null)).toBe(0);
    expect((await answerTo('killed.xml')).bytes).toEqual(bytes);
  });
});

describe('a statement', () => {
  it.each([
    'camt.053.001.02',
    'camt.053.001.04',
    'camt.053.001.08',
    'camt.052.001.08',
    'camt.054.001.08',
  ] as const)('as %s has the ledger’s balances and sums', async (id) => {
    const from = new Date(Date.now() - 24 * 3_600_000).toISOString();
    const args = ['statement', 'ben', '--asset', 'EUR', '--from', from, '--message', id];
    const { stdout, code, stderr } = await trellis('iso', ...args);
    expect(code, stderr).toBe(0);
    expectValid(id, new TextEncoder().encode(stdout));
    const { stdout: csv } = await trellis('statement', 'ben', '--asset', 'EUR', '--format', 'csv');
    expect(stdout.match(/<Ntry>/g)).toHaveLength(csv.trim().split('\n').length - 1);
    expect(stdout).toContain('<EndToEndId>KILLED-7</EndToEndId>');
    if (id.startsWith('camt.053')) {
      const closing = /<Cd>CLBD<\/Cd>[\s\S]*?<Amt Ccy="EUR">([0-9.]+)</.exec(stdout)?.[1];
      expect(closing?.replace('.', '').replace(/^0+/, '')).toBe(String(await balanceOf('ben')));
    }
  });
});
