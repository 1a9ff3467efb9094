import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formProblem } from '../schema/simple-type.ts';
import { mistakes } from '../testing/mistakes.ts';
import { sampleBytes, sampleDay, sampleText } from '../testing/sample-files.node.ts';
import { sampleNames } from '../testing/sample-names.ts';
import { createTransfersReader, readTransfers } from './read-transfers.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const today = { today: sampleDay };
const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length;

describe('files as others write them', () => {
  it.each(sampleNames)('%s is read, and nothing in it is wrong', (name) => {
    const { file, findings } = readTransfers(sampleBytes(name), today);
    expect(findings).toEqual([]);
    expect(file?.instructions.length).toBeGreaterThan(0);
  });

  it('has amounts without decimals and with three, and exact sums', () => {
    const { file } = readTransfers(sampleBytes('treasury-12'), today);
    expect(file?.instructions.map(({ amount }) => amount)).toEqual([
      { Ccy: 'JPY', value: '1249875' },
      { Ccy: 'BHD', value: '125.125' },
    ]);
    expect(file?.sum).toBe(1_250_000_125n * 10n ** 15n);
  });

  it('lists each element that is not carried, with its place and how often', () => {
    const { leftOut } = readTransfers(sampleBytes('suppliers-03'), today);
    const creditor = leftOut.find(({ path }) => /Cdtr$/.test(path));
    expect(creditor).toMatchObject({ count: 3, line: 27, column: 9 });
    expect(leftOut.map(({ path }) => path.replace(/^.*\//, '')).sort()).toEqual(
      [
        ...['BtchBookg', 'SvcLvl', 'Dbtr', 'DbtrAgt', 'ChrgBr', 'ChrgBr', 'CdtrAgt', 'Cdtr'],
        ...['Ustrd', 'Tp', 'Tp'],
      ].sort(),
    );
  });

  it('carries the one reference and document that the ledger has, and lists the others', () => {
    const more = '<Strd><RfrdDocInf><Nb>8</Nb></RfrdDocInf></Strd></RmtInf>';
    const text = sampleText('suppliers-03').replace(
      /<\/RmtInf>\s*<\/CdtTrfTxInf>\s*<\/PmtInf>/,
      (end) => end.replace('</RmtInf>', more),
    );
    const { file, leftOut } = readTransfers(bytesOf(text), today);
    expect(file?.instructions[1]?.remittance).toEqual({
      endToEndId: 'RE-4712',
      reference: 'RF18539007547034',
      invoice: '2026/11-7',
      purpose: 'SUPP',
    });
    expect(leftOut.some(({ path }) => path.endsWith('Strd[2]/RfrdDocInf[1]/Nb'))).toBe(true);
  });

  it('writes a document number in SEPA characters if it is asked to, and tells of it', () => {
    const text = sampleText('suppliers-03').replace('2026/11-7', 'Nº 7/é');
    const { file } = readTransfers(bytesOf(text), { ...today, characters: 'transliterate' });
    expect(file?.instructions[1]?.remittance.invoice).toBe('N. 7/e');
    expect(file?.instructions[1]?.changes).toEqual(['the document number is written as N. 7/e']);
  });
});

describe('encodings', () => {
  const text = sampleText('salaries-09');
  const utf16 = (bigEndian: boolean): Uint8Array => {
    const declared = text.replace('utf-8', 'UTF-16');
    const bytes = new Uint8Array(2 * declared.length + 2);
    const view = new DataView(bytes.buffer);
    view.setUint16(0, 0xfeff, !bigEndian);
    for (let at = 0; at < declared.length; at++) {
      view.setUint16(2 + 2 * at, declared.charCodeAt(at), !bigEndian);
    }
    return bytes;
  };
  const latin = (name: string): Uint8Array =>
    Uint8Array.from(text.replace('utf-8', name), (character) => character.charCodeAt(0));

  it.each([
    ['a byte order mark', bytesOf(`\ufeff${text}`)],
    ['UTF-16, little end first', utf16(false)],
    ['UTF-16, big end first', utf16(true)],
    ['ISO-8859-1', latin('ISO-8859-1')],
    ['windows-1252', latin('Windows-1252')],
  ])('%s', (_name, bytes) => {
    const { file, findings } = readTransfers(bytes, today);
    expect(findings).toEqual([]);
    expect(file?.sender).toContain('Käserei & Töchter AG');
  });

  it('names the place of a byte that is not of the encoding', () => {
    const bytes = bytesOf(text.replace('José', 'Jos\u0000'));
    bytes[bytes.indexOf(0)] = 0xe9;
    const [finding] = readTransfers(bytes, today).findings;
    expect(finding).toMatchObject({ code: 'xml_encoding', line: 14 });
  });

  it('is the same in pieces of any size', () => {
    const whole = readTransfers(bytesOf(text), today);
    const bytes = bytesOf(text);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: bytes.length }), (size) => {
        const reader = createTransfersReader(today);
        for (let at = 0; at < bytes.length; at += size) reader.write(bytes.subarray(at, at + size));
        expect(reader.end()).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });
});

describe(`${mistakes.length} mistakes`, () => {
  it.each(
    mistakes.map((one) => [`${one.code} ${one.path} (${one.to.slice(0, 40)})`, one] as const),
  )('%s', (_name, { sample, from, to, code, reason, path, below = 0, rules = {} }) => {
    const text = sampleText(sample);
    const at = text.indexOf(from);
    expect(at).toBeGreaterThanOrEqual(0);
    const changed = text.slice(0, at) + to + text.slice(at + from.length);
    const { findings, file } = readTransfers(bytesOf(changed), { ...today, ...rules });
    const line = lineOf(text, at) + below;
    const found = findings.filter((one) => one.code === code && one.path.endsWith(path));
    expect(found[0], JSON.stringify(findings)).toMatchObject({ code, reason, line });
    expect(found[0]?.column).toBeGreaterThan(0);
    // What is invalid is rejected whole.
    expect(file === undefined).toBe(findings.some(({ severity }) => severity === 'invalid'));
  });

  it('are enough', () => {
    expect(mistakes.length).toBeGreaterThanOrEqual(60);
  });

  it('is read as its base version if the operator allows the national variant', () => {
    const text = sampleText('suppliers-03').replace(
      'urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"',
      'http://www.six-interbank-clearing.com/de/pain.001.001.03.ch.02.xsd"',
    );
    const { file } = readTransfers(bytesOf(text), today, { variants: true });
    expect(file?.id).toBe('pain.001.001.03');
  });

  it('is refused when the file is larger than is allowed', () => {
    const { findings } = readTransfers(sampleBytes('suppliers-03'), today, { bytesMax: 1000 });
    expect(findings[0]?.code).toBe('xml_too_large');
  });

  it('never breaks the reader, whatever is changed', () => {
    const bytes = sampleBytes('treasury-12');
    fc.assert(
      fc.property(
        fc.nat(bytes.length - 1),
        fc.nat(60),
        fc.uint8Array({ maxLength: 8 }),
        (at, length, put) => {
          const changed = new Uint8Array([
            ...bytes.subarray(0, at),
            ...put,
            ...bytes.subarray(at + length),
          ]);
          expect(readTransfers(changed, today).findings).toBeInstanceOf(Array);
        },
      ),
    );
  });
});

it('knows days, and digits of numbers', () => {
  expect(formProblem({ base: 'date' }, '2024-02-29')).toBeUndefined();
  expect(formProblem({ base: 'date' }, '2026-02-29')).toContain('28');
  expect(formProblem({ base: 'decimal', totalDigits: 3 }, '00012.30')).toBeUndefined();
});
