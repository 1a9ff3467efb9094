/** A transfer that came sealed, compared with the payment that it came with, and written on as a message. */
import { decimalUnits } from '../checks/decimal.ts';
import { ledgerSettlement } from '../schema/settlement.ts';
import type { SingleTransfer } from '../sealed/single-transfer.ts';
import { writeMessage } from '../write/write-message.ts';
import type { EnclosedTransfer } from './account-report.ts';

/** What the ledger itself says of the payment. */
export interface SettledPayment {
  readonly currency: string;
  /** Decimal text. */
  readonly amount: string;
  /** Day of its block. */
  readonly day: string;
  /** Block and beginning of the id. */
  readonly reference: string;
}

export function enclosedTransfer(single: SingleTransfer): EnclosedTransfer | undefined {
  if (single.id === 'pacs.009.001.08') {
    const [transfer] = single.value.FICdtTrf.CdtTrfTxInf;
    return transfer && { type: 'institution', transfer };
  }
  const [transfer] = single.value.FIToFICstmrCdtTrf.CdtTrfTxInf;
  return transfer && { type: 'customer', transfer };
}

/** Whether the transfer is about just what was paid: its payer can seal anything. */
export function isAbout(
  { transfer: { IntrBkSttlmAmt } }: EnclosedTransfer,
  { currency, amount }: Pick<SettledPayment, 'currency' | 'amount'>,
): boolean {
  const { Ccy, value } = IntrBkSttlmAmt;
  return Ccy === currency && decimalUnits(value) === decimalUnits(amount);
}

/** The message for the institution that keeps the payee's account. Throws `WriteError`. */
export function passedOn(
  single: SingleTransfer,
  { messageId, createdAt }: { readonly messageId: string; readonly createdAt: string },
  { day, reference }: SettledPayment,
): string {
  const head = {
    ...{ MsgId: messageId, CreDtTm: createdAt, NbOfTxs: '1' },
    ...{ IntrBkSttlmDt: day, SttlmInf: ledgerSettlement },
  };
  if (single.id === 'pacs.009.001.08') {
    const { GrpHdr, CdtTrfTxInf, ...rest } = single.value.FICdtTrf;
    return writeMessage(single.id, {
      FICdtTrf: {
        ...rest,
        GrpHdr: { ...GrpHdr, ...head },
        CdtTrfTxInf: CdtTrfTxInf.map((one) => ({ ...settled(one, reference) })),
      },
    });
  }
  const { GrpHdr, CdtTrfTxInf, ...rest } = single.value.FIToFICstmrCdtTrf;
  return writeMessage(single.id, {
    FIToFICstmrCdtTrf: {
      ...rest,
      GrpHdr: { ...GrpHdr, ...head },
      CdtTrfTxInf: CdtTrfTxInf.map((one) => ({ ...settled(one, reference) })),
    },
  });
}

/** The day stands once, in the header; how the ledger calls the payment is the reference of the clearing system. */
const settled = <
  T extends {
    readonly PmtId: { readonly ClrSysRef?: string | undefined };
    readonly IntrBkSttlmDt?: string | undefined;
  },
>(
  transfer: T,
  ClrSysRef: string,
): T => ({ ...transfer, IntrBkSttlmDt: undefined, PmtId: { ...transfer.PmtId, ClrSysRef } });
