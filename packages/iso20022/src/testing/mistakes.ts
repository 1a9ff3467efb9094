/** Files with one mistake each: a sample, what is changed in it, and what has to be found where. */
import type { ReasonCode } from '../code-sets/reason-code.ts';
import type { FindingCode } from '../read/finding.ts';
import type { TransferRules } from '../transfer/transfer-rules.ts';
import type { SampleName } from './sample-names.ts';

export interface Mistake {
  readonly sample: SampleName;
  /** What is replaced, the first time it stands there. */
  readonly from: string;
  readonly to: string;
  readonly code: FindingCode;
  readonly reason: ReasonCode;
  /** How the path of the finding ends. */
  readonly path: string;
  /** How many lines below that of the change it is found; 0 unless something else is said. */
  readonly below?: number;
  readonly rules?: Partial<TransferRules>;
}

type Row = readonly [
  from: string,
  to: string,
  code: FindingCode,
  reason: ReasonCode,
  path: string,
  more?: Pick<Mistake, 'below' | 'rules'>,
];

const rows: Readonly<Partial<Record<SampleName, readonly Row[]>>> = {
  'suppliers-03': [
    // XML
    ['</GrpHdr>', '</GrpHd>', 'xml_malformed', 'FF01', '/Document'],
    [
      '<CtrlSum>3604.45</CtrlSum>',
      '<CtrlSum>3604.45',
      'xml_malformed',
      'FF01',
      '/Document',
      { below: 2 },
    ],
    ['SUP-2026-11-30-1', 'SUP & SUP', 'xml_malformed', 'FF01', '/Document'],
    ['SUP-2026-11-30-1', '&nbsp;', 'xml_malformed', 'FF01', '/Document'],
    ['SUP-2026-11-30-1', 'A\u0001', 'xml_malformed', 'FF01', '/Document'],
    ['<?xml version="1.0"', '<?xml version="1.1"', 'xml_malformed', 'FF01', ''],
    ['<Document xmlns', '<!DOCTYPE Document><Document xmlns', 'xml_doctype', 'FF01', ''],
    [
      '<Document xmlns',
      '<!DOCTYPE Document SYSTEM "file:///etc/passwd"><Document xmlns',
      'xml_doctype',
      'FF01',
      '',
    ],
    [
      '<Document xmlns',
      '<!DOCTYPE d [<!ENTITY x SYSTEM "http://127.0.0.1/">]><Document xmlns',
      'xml_doctype',
      'FF01',
      '',
    ],
    [
      '<Document xmlns',
      '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><Document xmlns',
      ...(['xml_doctype', 'FF01', ''] as const),
    ],
    ['SUP-2026-11-30-1', '<a>'.repeat(80), 'xml_too_deep', 'FF01', '/Document'],
    ['SUP-2026-11-30-1', 'A'.repeat(20_000), 'xml_too_large', 'FF01', '/Document'],
    ['<MsgId>', `<MsgId x="${'A'.repeat(400_000)}">`, 'xml_too_large', 'FF01', '/Document'],
    ['<GrpHdr>', `<!-- ${'A'.repeat(400_000)} --><GrpHdr>`, 'xml_too_large', 'FF01', '/Document'],
    [
      '<MsgId>',
      `<MsgId ${Array.from({ length: 40 }, (_, index) => `a${index}=""`).join(' ')}>`,
      ...(['xml_too_large', 'FF01', '/Document'] as const),
    ],
    ['encoding="UTF-8"', 'encoding="EBCDIC-CP-DE"', 'xml_encoding', 'FF01', ''],
    ['encoding="UTF-8"', 'encoding="UTF-16"', 'xml_encoding', 'FF01', ''],
    // Envelope and namespace
    [
      '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"',
      '<Document',
      'unknown_message',
      'FF01',
      '/Document',
    ],
    ['xsd:pain.001.001.03"', 'xsd:pain.001.001.11"', 'unknown_message', 'FF01', '/Document'],
    ['xsd:pain.001.001.03"', 'xsd:pain.008.001.02"', 'unknown_message', 'FF01', '/Document'],
    [
      'urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"',
      'urn:iso:std:iso:20022:tech:pain.001.001.03"',
      'unknown_message',
      'FF01',
      '/Document',
    ],
    [
      'urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"',
      'http://www.six-interbank-clearing.com/de/pain.001.001.03.ch.02.xsd"',
      'national_variant',
      'FF01',
      '/Document',
    ],
    ['xsd:pain.001.001.03"', 'xsd:pain.001.003.03"', 'national_variant', 'FF01', '/Document'],
    // Elements
    ['<MsgId>SUP-2026-11-30-1</MsgId>', '', 'element_missing', 'FF01', 'GrpHdr', { below: -1 }],
    ['<EndToEndId>RE-4711</EndToEndId>', '', 'element_missing', 'FF01', 'CdtTrfTxInf[1]/PmtId'],
    [
      '<InitgPty>',
      '<InitgParty><Nm>x</Nm></InitgParty><InitgPty>',
      'unknown_element',
      'FF01',
      'GrpHdr/InitgParty',
    ],
    [
      '<EndToEndId>RE-4711</EndToEndId>',
      '<EndToEndId>RE-4711</EndToEndId><UETR>8a562c67-ca16-48ba-b074-65581be6f001</UETR>',
      'unknown_element',
      'FF01',
      'PmtId/UETR',
    ],
    [
      '<BIC>COBADEFFXXX</BIC>',
      '<BICFI>COBADEFFXXX</BICFI>',
      'unknown_element',
      'FF01',
      'FinInstnId/BICFI',
    ],
    ['<MsgId>', '<MsgId xmlns="urn:other">', 'unknown_element', 'FF01', 'GrpHdr/MsgId'],
    ['<PmtMtd>TRF</PmtMtd>', '', 'element_missing', 'FF01', 'PmtInf[1]', { below: -2 }],
    [
      '<BtchBookg>true</BtchBookg>',
      '<NbOfTxs>2</NbOfTxs><BtchBookg>true</BtchBookg>',
      'element_order',
      'FF01',
      'PmtInf[1]/BtchBookg',
    ],
    [
      '<NbOfTxs>3</NbOfTxs>',
      '<NbOfTxs>3</NbOfTxs><NbOfTxs>3</NbOfTxs>',
      'element_repeated',
      'FF01',
      'GrpHdr/NbOfTxs',
    ],
    [
      '<IBAN>NL91ABNA0417164300</IBAN>',
      '<IBAN>NL91ABNA0417164300</IBAN><Othr><Id>1</Id></Othr>',
      'choice_conflict',
      'FF01',
      'CdtrAcct/Id/Othr',
    ],
    ['<IBAN>NL91ABNA0417164300</IBAN>', '', 'choice_conflict', 'FF01', 'CdtrAcct/Id'],
    ['<GrpHdr>', 'stray<GrpHdr>', 'unexpected_text', 'FF01', 'CstmrCdtTrfInitn', { below: -1 }],
    ['<MsgId>', '<MsgId id="1">', 'unknown_attribute', 'FF01', 'GrpHdr/MsgId'],
    ['<InstdAmt Ccy="EUR">', '<InstdAmt>', 'attribute_missing', 'FF01', 'Amt/InstdAmt'],
    // Forms
    ['SUP-2026-11-30-1', 'A'.repeat(36), 'bad_form', 'FF01', 'GrpHdr/MsgId'],
    ['<MsgId>SUP-2026-11-30-1</MsgId>', '<MsgId></MsgId>', 'bad_form', 'FF01', 'GrpHdr/MsgId'],
    ['2026-11-30T08:15:00', '30.11.2026', 'bad_form', 'FF01', 'GrpHdr/CreDtTm'],
    ['2026-11-30T08:15:00', '2026-02-30T08:15:00', 'bad_form', 'FF01', 'GrpHdr/CreDtTm'],
    ['<NbOfTxs>3</NbOfTxs>', '<NbOfTxs>three</NbOfTxs>', 'bad_form', 'FF01', 'GrpHdr/NbOfTxs'],
    [
      '<CtrlSum>3604.45</CtrlSum>',
      '<CtrlSum>3604,45</CtrlSum>',
      'bad_form',
      'FF01',
      'GrpHdr/CtrlSum',
    ],
    ['<BtchBookg>true', '<BtchBookg>yes', 'bad_form', 'FF01', 'PmtInf[1]/BtchBookg'],
    ['<PmtMtd>TRF', '<PmtMtd>DD', 'bad_form', 'FF01', 'PmtInf[1]/PmtMtd'],
    ['<ChrgBr>SLEV', '<ChrgBr>OUR', 'bad_form', 'FF01', 'PmtInf[1]/ChrgBr'],
    ['>2100.00<', '>2.1e3<', 'bad_form', 'FF01', 'Amt/InstdAmt'],
    ['>2100.00<', '>-2100.00<', 'bad_form', 'FF01', 'Amt/InstdAmt'],
    ['>2100.00<', '>2100.000001<', 'bad_form', 'FF01', 'Amt/InstdAmt'],
    ['>2100.00<', '>12345678901234567890<', 'bad_form', 'FF01', 'Amt/InstdAmt'],
    ['Ccy="EUR">2100.00', 'Ccy="eur">2100.00', 'bad_form', 'FF01', 'Amt/InstdAmt'],
    ['<BIC>COBADEFFXXX', '<BIC>COBADEFFXX', 'bad_form', 'FF01', 'FinInstnId/BIC'],
    ['NL91ABNA0417164300', 'NL91 ABNA 0417 1643 00', 'bad_form', 'FF01', 'CdtrAcct/Id/IBAN'],
    // Check digits and lists
    ['NL91ABNA0417164300', 'NL92ABNA0417164300', 'bad_check', 'AC01', 'CdtrAcct/Id/IBAN'],
    ['NL91ABNA0417164300', 'NL91ABNA041716430', 'bad_check', 'AC01', 'CdtrAcct/Id/IBAN'],
    ['NL91ABNA0417164300', 'US91ABNA0417164300', 'bad_check', 'AC01', 'CdtrAcct/Id/IBAN'],
    [
      'DE89370400440532013000',
      'DE88370400440532013000',
      'bad_check',
      'AC01',
      'PmtInf[1]/DbtrAcct/Id/IBAN',
    ],
    ['COBADEFFXXX', 'COBAXXFFXXX', 'bad_check', 'RC01', 'FinInstnId/BIC'],
    ['RF18539007547034', 'RF19539007547034', 'bad_check', 'CH16', 'CdtrRefInf/Ref'],
    ['<Purp><Cd>SUPP', '<Purp><Cd>SUPL', 'bad_check', 'FF07', 'Purp/Cd'],
    ['Ccy="EUR">2100.00', 'Ccy="EUX">2100.00', 'bad_check', 'AM03', 'Amt/InstdAmt'],
    // Counts and sums
    ['<NbOfTxs>3</NbOfTxs>', '<NbOfTxs>4</NbOfTxs>', 'wrong_count', 'AM18', 'GrpHdr/NbOfTxs'],
    ['<NbOfTxs>2</NbOfTxs>', '<NbOfTxs>1</NbOfTxs>', 'wrong_count', 'AM18', 'PmtInf[1]/NbOfTxs'],
    ['3604.45', '3604.46', 'wrong_sum', 'AM10', 'GrpHdr/CtrlSum'],
    ['3500.5<', '3500<', 'wrong_sum', 'AM10', 'PmtInf[1]/CtrlSum'],
    // Amounts
    ['>2100.00<', '>2100.001<', 'bad_decimals', 'CH20', 'CdtTrfTxInf[1]/Amt/InstdAmt'],
    ['>2100.00<', '>0.00<', 'zero_amount', 'AM01', 'CdtTrfTxInf[1]/Amt/InstdAmt'],
    [
      'Ccy="EUR">103.95',
      'Ccy="USD">103.95',
      'wrong_currency',
      'AM11',
      'CdtTrfTxInf[1]/Amt/InstdAmt',
    ],
    [
      '<InstdAmt Ccy="EUR">2100.00</InstdAmt>',
      '<EqvtAmt><Amt Ccy="EUR">2100.00</Amt><CcyOfTrf>USD</CcyOfTrf></EqvtAmt>',
      'not_supported',
      'AG03',
      'Amt/EqvtAmt',
    ],
    // Dates
    [
      '<ReqdExctnDt>2026-11-30',
      '<ReqdExctnDt>2026-11-27',
      'date_past',
      'DT01',
      'PmtInf[1]/ReqdExctnDt',
    ],
    [
      '<ReqdExctnDt>2026-11-30',
      '<ReqdExctnDt>2026-12-01',
      'date_future',
      'CH03',
      'PmtInf[1]/ReqdExctnDt',
    ],
    // What stands twice
    ['<PmtInfId>SUP-2', '<PmtInfId>SUP-1', 'duplicate_payment', 'DU02', 'PmtInf[2]/PmtInfId'],
    ['RE-4712', 'RE-4711', 'duplicate_end_to_end', 'DU04', 'CdtTrfTxInf[2]/PmtId/EndToEndId'],
    [
      '<CdtrAgt><FinInstnId><BIC>ABNANL2A',
      '<ChrgBr>SHAR</ChrgBr><CdtrAgt><FinInstnId><BIC>ABNANL2A',
      'not_together',
      'CH07',
      'CdtTrfTxInf[1]/ChrgBr',
      { below: -3 },
    ],
    // What the ledger can't do
    ['<PmtMtd>TRF', '<PmtMtd>CHK', 'not_supported', 'AG03', 'PmtInf[1]/PmtMtd'],
    [
      '<CdtrAgt><FinInstnId><BIC>ABNANL2A',
      '<ChqInstr/><CdtrAgt><FinInstnId><BIC>ABNANL2A',
      'not_supported',
      'AG03',
      'CdtTrfTxInf[1]/ChqInstr',
    ],
    [
      '<RmtInf><Ustrd>',
      '<InstrForCdtrAgt><Cd>HOLD</Cd></InstrForCdtrAgt><RmtInf><Ustrd>',
      'not_supported',
      'AG03',
      'InstrForCdtrAgt[1]/Cd',
    ],
    [
      '<CdtrAcct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></CdtrAcct>',
      '',
      'unknown_account',
      'AC03',
      'CdtTrfTxInf[1]',
      { below: -5 },
    ],
    // Characters and addresses
    ['RE-4711', 'RÉ-4711', 'bad_characters', 'RR10', 'CdtTrfTxInf[1]/PmtId/EndToEndId'],
    [
      'Rechnung 4711',
      'Rechnung_4711',
      'bad_characters',
      'RR10',
      'RmtInf/Ustrd',
      { rules: { characters: 'refuse' } },
    ],
  ],
  'salaries-09': [
    ['<Cd>SALA</Cd></CtgyPurp>', '<Cd>SALE</Cd></CtgyPurp>', 'bad_check', 'FF06', 'CtgyPurp/Cd'],
    [
      '8a562c67-ca16-48ba-b074-65581be6f001',
      '8a562c67-ca16-18ba-b074-65581be6f001',
      'bad_form',
      'FF01',
      'PmtId/UETR',
    ],
    [
      '<EndToEndId>SAL-2</EndToEndId>',
      '<EndToEndId>SAL-2</EndToEndId><UETR>8a562c67-ca16-48ba-b074-65581be6f001</UETR>',
      'duplicate_uetr',
      'DU03',
      'CdtTrfTxInf[2]/PmtId/UETR',
    ],
    ['<Ctry>CH</Ctry>', '<Ctry>SW</Ctry>', 'bad_check', 'BE09', 'PstlAdr/Ctry'],
    ['>5120.35<', '>5120.355<', 'bad_decimals', 'CH20', 'CdtTrfTxInf[1]/Amt/InstdAmt'],
    [
      '<AnyBIC>KASECH22XXX</AnyBIC>',
      '<LEI>529900T8BM49AURSDO56</LEI>',
      'bad_check',
      'BE15',
      'OrgId/LEI',
    ],
    [
      '<AdrLine>Rue du Lac 7</AdrLine>',
      '<AdrLine>Rue du Lac 7 </AdrLine>',
      'unstructured_address',
      'BE04',
      'Cdtr/PstlAdr',
      { rules: { addresses: 'structured' } },
    ],
    ['passt, die es gibt', 'passt, die es leider nur noch gibt', 'bad_form', 'FF01', 'Cdtr/Nm'],
  ],
  'treasury-12': [
    ['>1249875<', '>1249875.5<', 'bad_decimals', 'CH20', 'CdtTrfTxInf[1]/Amt/InstdAmt'],
    ['>125.125<', '>125.1255<', 'bad_decimals', 'CH20', 'CdtTrfTxInf[2]/Amt/InstdAmt'],
    [
      '<h:MsgDefIdr>pain.001.001.12',
      '<h:MsgDefIdr>pain.001.001.09',
      'header_mismatch',
      'FF01',
      'AppHdr/MsgDefIdr',
    ],
    ['head.001.001.02', 'head.001.001.01', 'unknown_message', 'FF01', 'AppHdr'],
    ['<p:Document ', '<p:Other/><p:Document ', 'xml_malformed', 'FF01', ''],
    ['<p:Document ', '<Other/><p:Document ', 'wrong_envelope', 'FF01', '/Other'],
    ['<BizMsg>', '<BizMsg><Inner>', 'wrong_envelope', 'FF01', '/Inner'],
  ],
  'customer-08': [
    [
      'Ccy="EUR">25000.00</TtlIntrBkSttlmAmt>',
      'Ccy="EUR">25000.01</TtlIntrBkSttlmAmt>',
      'wrong_sum',
      'AM10',
      'GrpHdr/TtlIntrBkSttlmAmt',
    ],
    [
      'Ccy="EUR">25000.00</TtlIntrBkSttlmAmt>',
      'Ccy="USD">25000.00</TtlIntrBkSttlmAmt>',
      'wrong_currency',
      'AM11',
      'CdtTrfTxInf[1]/IntrBkSttlmAmt',
      { below: 8 },
    ],
    [
      '<IntrBkSttlmDt>2026-11-30',
      '<IntrBkSttlmDt>2026-11-29',
      'date_past',
      'DT01',
      'GrpHdr/IntrBkSttlmDt',
    ],
    [
      '<DbtrAcct><Id><IBAN>AT611904300234573201</IBAN></Id></DbtrAcct>',
      '',
      'unknown_account',
      'AC02',
      'CdtTrfTxInf[1]',
      { below: -5 },
    ],
    [
      '<ChrgBr>SHAR</ChrgBr>',
      '<XchgRate>1.1</XchgRate><ChrgBr>SHAR</ChrgBr>',
      'not_supported',
      'AG03',
      'CdtTrfTxInf[1]/XchgRate',
    ],
  ],
};

export const mistakes: readonly Mistake[] = Object.entries(rows).flatMap(([sample, all]) =>
  all.map(([from, to, code, reason, path, more = {}]) => ({
    // The keys are names of samples.
    ...{ sample: sample as SampleName, from, to, code, reason, path },
    ...more,
  })),
);
