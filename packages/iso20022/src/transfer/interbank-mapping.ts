/** What becomes of each field of a pacs.008 and a pacs.009. */
import { answered, carried, checked, left, type MappingRow, refused } from './mapping-table.ts';
import {
  accountRows,
  agentRows,
  instructionRows,
  partyRows,
  purposeRows,
} from './transfer-mapping.ts';

const header: readonly MappingRow[] = [
  answered(
    'GrpHdr/MsgId',
    'OrgnlMsgId of the answer; a second message of this number is refused (DU01)',
  ),
  answered('GrpHdr/CreDtTm', 'OrgnlCreDtTm of the answer'),
  left('GrpHdr/XpryDtTm', 'a payment is made at once, or not at all'),
  left('GrpHdr/BtchBookg', 'each transfer is a transaction, and an entry, of its own'),
  checked('GrpHdr/NbOfTxs', 'the number of transfers (AM18)'),
  checked('GrpHdr/CtrlSum', 'the sum of all amounts (AM10)'),
  checked(
    'GrpHdr/TtlIntrBkSttlmAmt',
    'the sum of all amounts, which then have one currency (AM10, AM11)',
  ),
  checked('GrpHdr/IntrBkSttlmDt', 'today: not past (DT01), and not to come (CH03)'),
  checked(
    'GrpHdr/InstgAgt',
    'with the number of the message it tells whether it came before; in the answer',
  ),
  left('GrpHdr/SttlmInf', 'the ledger settles, whatever the method is called'),
  left('GrpHdr/PmtTpInf', 'every payment is final within about a second, at one price'),
  left('GrpHdr/InstdAgt', 'the ledger is the same for all'),
];

const identification: readonly MappingRow[] = [
  answered('PmtId/InstrId', 'OrgnlInstrId of the answer'),
  carried(
    'PmtId/EndToEndId',
    'remittance.endToEndId',
    'printable ASCII (RR10); once in a message (DU04)',
  ),
  answered('PmtId/TxId', 'OrgnlTxId of the answer'),
  carried('PmtId/UETR', 'memo', 'written as "UETR" and the UUID; once in a message (DU03)'),
  left('PmtId/ClrSysRef', 'the ledger gives ids of its own'),
  left('PmtTpInf', 'every payment is final within about a second, at one price'),
  carried(
    'IntrBkSttlmAmt',
    'amount and asset',
    'above zero (AM01), with no more decimals than the currency (CH20)',
  ),
  checked('IntrBkSttlmDt', 'today: not past (DT01), and not to come (CH03)'),
  left('SttlmPrty', 'every payment is final within about a second, at one price'),
  left('SttlmTmIndctn', 'the block says when it was settled'),
  left('SttlmTmReq', 'every payment is final within about a second'),
];

const transfer = (
  own: readonly MappingRow[],
  instructed: readonly MappingRow[],
): readonly MappingRow[] => [
  ...identification,
  ...instructed,
  ...agentRows,
  ...own,
  ...accountRows('DbtrAcct', 'from'),
  checked('DbtrAcct/Ccy', 'the currency of the amount (AM11)'),
  left('DbtrAgt', 'the payer’s account says where the money comes from'),
  left('DbtrAgtAcct', 'the payer’s account says where the money comes from'),
  ...accountRows('CdtrAcct', 'to'),
  checked('CdtrAcct/Ccy', 'the currency of the amount (AM11)'),
  ...instructionRows,
  ...purposeRows,
];

const customer = transfer(Object.values(partyRows), [
  left('AddtlDtTm', 'the block says when it was settled'),
  left('AccptncDtTm', 'the block says when it was settled'),
  left('PoolgAdjstmntDt', 'balances are not pooled'),
  left('InstdAmt', 'what is settled is paid; what was instructed is the customer’s matter'),
  refused('XchgRate', 'nothing is exchanged on the way'),
  refused('AgrdRate', 'nothing is exchanged on the way'),
  left('ChrgBr', 'the payer pays the ledger’s fee, and the payee receives the amount whole'),
  left('ChrgsInf', 'charges were taken before'),
  left('MndtRltdInf', 'who may sign is in the account’s policy'),
  left('PmtSgntr', 'the ledger has signatures of its own'),
]);

const institutions = 'names of institutions follow from their accounts';
const institution = transfer(
  [
    left('Dbtr', institutions),
    left('Cdtr', institutions),
    left('UltmtDbtr', institutions),
    left('UltmtCdtr', institutions),
  ],
  [left('UndrlygCstmrCdtTrf', 'the customer’s transfer is a payment of its own')],
);

const whole = (rows: readonly MappingRow[]): readonly MappingRow[] => [
  ...header,
  ...rows.map((row) => ({ ...row, path: `CdtTrfTxInf/${row.path}` })),
  left('SplmtryData', 'nobody says what it means'),
];

export const pacs008Mapping = whole(customer);
export const pacs009Mapping = whole(institution);
