/** The rows that all messages which ask to pay have in common, below a transfer. */
import { carried, left, type MappingRow, refused } from './mapping-table.ts';

const names = 'names and addresses don’t stand on the ledger in clear';
const intermediary = 'payer and payee are on one ledger, so nobody stands between them';

/** What it is for, and for whom else. */
export const purposeRows: readonly MappingRow[] = [
  carried('Purp/Cd', 'remittance.purpose', 'a code of the external list; public'),
  left('Purp/Prtry', 'the ledger has codes of the external list alone'),
  left('RmtInf/Ustrd', 'free text doesn’t stand on the ledger in clear'),
  carried(
    'RmtInf/Strd/CdtrRefInf/Ref',
    'remittance.reference',
    'an ISO 11649 reference with the right check digits; public',
    'a reference of another kind',
  ),
  left('RmtInf/Strd/CdtrRefInf/Tp', 'it follows from the reference'),
  carried(
    'RmtInf/Strd/RfrdDocInf/Nb',
    'remittance.invoice',
    'the number of the first document, in printable ASCII; public',
    'further documents',
  ),
  left('RmtInf/Strd', 'the ledger has a reference and a number of an invoice'),
  left('RgltryRptg', 'reports to regulators are made beside the ledger'),
  left('Tax', 'reports to tax offices are made beside the ledger'),
  left('RltdRmtInf', 'where remittance is sent is settled beside the ledger'),
  left('SplmtryData', 'nobody says what it means'),
];

export const agentRows: readonly MappingRow[] = [
  left('PrvsInstgAgt1', intermediary),
  left('PrvsInstgAgt2', intermediary),
  left('PrvsInstgAgt3', intermediary),
  left('InstgAgt', 'the signature says who instructs'),
  left('InstdAgt', 'the ledger is the same for all'),
  left('IntrmyAgt1', intermediary),
  left('IntrmyAgt2', intermediary),
  left('IntrmyAgt3', intermediary),
  left('CdtrAgt', 'the payee’s account says where the money goes'),
  left('CdtrAgtAcct', intermediary),
];

export const instructionRows: readonly MappingRow[] = [
  refused('InstrForCdtrAgt/Cd', 'a payment is paid into an account at once, and nobody is called'),
  left('InstrForCdtrAgt/InstrInf', 'nobody reads it on the ledger'),
  left('InstrForNxtAgt', intermediary),
];

export const partyRows = {
  debtor: left('Dbtr', names),
  creditor: left('Cdtr', names),
  ultimateDebtor: left('UltmtDbtr', names),
  ultimateCreditor: left('UltmtCdtr', names),
  initiating: left('InitgPty', names),
} as const;

/** An account of payer or payee. */
export const accountRows = (path: string, field: string): readonly MappingRow[] => [
  carried(
    `${path}/Id`,
    field,
    'IBAN or other id, by the list of accounts; with the scheme TRELLIS a name or the address itself',
  ),
  carried(`${path}/Nm`, field, 'with the scheme TRELLIS, the address; otherwise not read'),
  left(`${path}/Tp`, 'the ledger has one kind of account'),
  left(`${path}/Prxy`, 'accounts are found by their id'),
];
