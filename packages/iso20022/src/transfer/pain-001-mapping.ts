/** What becomes of each field of a pain.001. */
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
  left('GrpHdr/Authstn', 'who may sign is in the account’s policy'),
  checked('GrpHdr/NbOfTxs', 'the number of all transfers (AM18)'),
  checked('GrpHdr/CtrlSum', 'the sum of all amounts, whatever their currencies (AM10)'),
  checked(
    'GrpHdr/InitgPty',
    'with the number of the message it tells whether it came before; in the answer',
  ),
  left('GrpHdr/FwdgAgt', 'nobody forwards it'),
  left('GrpHdr/InitnSrc', 'the ledger does not ask with what a file was made'),
];

const payment: readonly MappingRow[] = [
  answered('PmtInf/PmtInfId', 'OrgnlPmtInfId of the answer; once in a message (DU02)'),
  checked('PmtInf/PmtMtd', 'TRF; cheques and transfer advices are refused (AG03)'),
  left('PmtInf/ReqdAdvcTp', 'the answer is the advice'),
  left('PmtInf/BtchBookg', 'each transfer is a transaction, and an entry, of its own'),
  checked('PmtInf/NbOfTxs', 'the number of its transfers (AM18)'),
  checked('PmtInf/CtrlSum', 'the sum of its amounts (AM10)'),
  left('PmtInf/PmtTpInf', 'every payment is final within about a second, at one price'),
  checked('PmtInf/PmtTpInf/CtgyPurp/Cd', 'a code of the external list (FF06)', {
    lost: 'the code',
  }),
  checked('PmtInf/ReqdExctnDt', 'today: not past (DT01), and not to come (CH03)'),
  left('PmtInf/PoolgAdjstmntDt', 'balances are not pooled'),
  { ...partyRows.debtor, path: 'PmtInf/Dbtr' },
  ...accountRows('PmtInf/DbtrAcct', 'from'),
  checked('PmtInf/DbtrAcct/Ccy', 'the currency of each amount (AM11)'),
  left('PmtInf/DbtrAgt', 'the payer’s account says where the money comes from'),
  left('PmtInf/DbtrAgtAcct', 'the payer’s account says where the money comes from'),
  left('PmtInf/InstrForDbtrAgt', 'nobody reads it on the ledger'),
  { ...partyRows.ultimateDebtor, path: 'PmtInf/UltmtDbtr' },
  left('PmtInf/ChrgBr', 'the payer pays the ledger’s fee, and the payee receives the amount whole'),
  left('PmtInf/ChrgsAcct', 'the ledger takes its fee from the account that sends'),
  left('PmtInf/ChrgsAcctAgt', 'the ledger takes its fee from the account that sends'),
];

const transfer: readonly MappingRow[] = [
  answered('PmtId/InstrId', 'OrgnlInstrId of the answer'),
  carried(
    'PmtId/EndToEndId',
    'remittance.endToEndId',
    'printable ASCII (RR10); once in a message (DU04)',
  ),
  carried('PmtId/UETR', 'memo', 'written as "UETR" and the UUID; once in a message (DU03)'),
  left('PmtTpInf', 'every payment is final within about a second, at one price'),
  checked('PmtTpInf/CtgyPurp/Cd', 'a code of the external list (FF06)', { lost: 'the code' }),
  carried(
    'Amt/InstdAmt',
    'amount and asset',
    'above zero (AM01), with no more decimals than the currency (CH20)',
  ),
  refused('Amt/EqvtAmt', 'nothing is exchanged; instruct the amount itself'),
  refused('XchgRateInf', 'nothing is exchanged'),
  left('ChrgBr', 'the payer pays the ledger’s fee, and the payee receives the amount whole'),
  left('MndtRltdInf', 'who may sign is in the account’s policy'),
  refused('ChqInstr', 'there are no cheques'),
  partyRows.ultimateDebtor,
  ...agentRows,
  partyRows.creditor,
  ...accountRows('CdtrAcct', 'to'),
  checked('CdtrAcct/Ccy', 'the currency of the amount (AM11)'),
  partyRows.ultimateCreditor,
  ...instructionRows,
  left('InstrForDbtrAgt', 'nobody reads it on the ledger'),
  ...purposeRows,
];

/** The whole table. */
export const pain001Mapping: readonly MappingRow[] = [
  ...header,
  ...payment,
  ...transfer.map((row) => ({ ...row, path: `PmtInf/CdtTrfTxInf/${row.path}` })),
  left('SplmtryData', 'nobody says what it means'),
];
