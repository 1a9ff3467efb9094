/** Lists what a transfer has more of than the ledger can carry: further references, documents, and accounts' names. */
import type { Places } from '../read/places.ts';
import type { account } from '../schema/account.ts';
import type { remittanceInformation } from '../schema/remittance-information.ts';
import type { ValueOf } from '../schema/type.ts';
import { ledgerScheme } from './account-scheme.ts';
import type { LeftOutList } from './apply-mapping.ts';
import { accountName, type Instruction } from './instruction.ts';

/** The parts of a transfer that this is about. */
interface Transfer {
  readonly CdtrAcct?: ValueOf<typeof account> | undefined;
  readonly DbtrAcct?: ValueOf<typeof account> | undefined;
  readonly Purp?: { readonly Cd?: string | undefined } | undefined;
  readonly RmtInf?:
    | ValueOf<typeof remittanceInformation>
    | { readonly Ustrd?: readonly string[] | undefined; readonly Strd?: undefined }
    | undefined;
}

export function leaveUnused(
  { path, remittance }: Instruction,
  { CdtrAcct, DbtrAcct, Purp, RmtInf }: Transfer,
  { places, leftOut }: { readonly places: Places; readonly leftOut: LeftOutList },
): void {
  const leave = (parent: object, name: string, below: string, rule: string): void =>
    leftOut.add(`${path}/${below}/${name}`, places.of(parent, name), rule);
  for (const [name, one] of [
    ['CdtrAcct', CdtrAcct],
    ['DbtrAcct', DbtrAcct],
  ] as const) {
    const named = accountName(one);
    if (one?.Nm !== undefined && !(named?.type === 'other' && named.scheme === ledgerScheme)) {
      leave(one, 'Nm', name, 'accounts are found by their id');
    }
  }
  if (Purp?.Cd !== undefined && remittance.purpose === null) {
    leave(Purp, 'Cd', 'Purp', 'the ledger has purposes of four letters');
  }
  let { reference, invoice } = remittance;
  for (const [index, { CdtrRefInf, RfrdDocInf = [] }] of (RmtInf?.Strd ?? []).entries()) {
    const strd = `RmtInf/Strd[${index + 1}]`;
    if (CdtrRefInf?.Ref !== undefined) {
      if (CdtrRefInf.Ref === reference) reference = null;
      else leave(CdtrRefInf, 'Ref', `${strd}/CdtrRefInf`, 'the ledger has one ISO 11649 reference');
    }
    for (const [at, document] of RfrdDocInf.entries()) {
      if (document.Nb === undefined) continue;
      if (document.Nb === invoice) invoice = null;
      else leave(document, 'Nb', `${strd}/RfrdDocInf[${at + 1}]`, 'the ledger has one document');
    }
  }
}
