/** Writes the answer to a request for cancellation (camt.029), and the return of money that follows a yes (pacs.004). */
import type { MessageValue } from '../messages/message-table.ts';
import { ledgerSettlement } from '../schema/settlement.ts';
import type { Amount } from '../schema/type.ts';
import { writeMessage } from '../write/write-message.ts';
import type { CancellationRequest, WantedBack } from './cancellation-request.ts';

/** Cancelled, rejected, or not decided yet (ExternalInvestigationExecutionConfirmation1Code). */
export type Resolution = 'CNCL' | 'RJCR' | 'PDCR';

export interface ResolvedTransfer {
  readonly wanted: WantedBack;
  readonly resolution: Resolution;
  /** Of the external list of reasons, such as `LEGL`, `CUST`, `ARDT`, `NOOR`; none for a yes. */
  readonly reason: string | null;
  readonly message: string | null;
}

const transactionStatus = { CNCL: 'ACCR', RJCR: 'RJCR', PDCR: 'PDCR' } as const;

/** Of several answers the one that is true of all: pending if one is, cancelled if all are. */
export function resolutionOf(
  resolved: readonly Pick<ResolvedTransfer, 'resolution'>[],
): Resolution {
  if (resolved.some(({ resolution }) => resolution === 'PDCR')) return 'PDCR';
  return resolved.every(({ resolution }) => resolution === 'CNCL') ? 'CNCL' : 'RJCR';
}

export function resolutionMessage(
  head: { readonly id: string; readonly createdAt: string },
  request: CancellationRequest,
  resolved: readonly ResolvedTransfer[],
): string {
  const value: MessageValue<'camt.029'> = {
    RsltnOfInvstgtn: {
      Assgnmt: {
        ...{ Id: head.id, CreDtTm: head.createdAt },
        ...{ Assgnr: request.to, Assgne: request.from },
      },
      RslvdCase: request.case ?? { Id: request.id, Cretr: request.from },
      Sts: { Conf: resolutionOf(resolved) },
      CxlDtls: [{ TxInfAndSts: resolved.map(transactionOf) }],
    },
  };
  return writeMessage('camt.029.001.09', value);
}

function transactionOf({ wanted, resolution, reason, message }: ResolvedTransfer) {
  const { cancellationId, messageId, messageName, endToEndId, uetr, amount } = wanted;
  return {
    ...(cancellationId && { CxlStsId: cancellationId }),
    ...(messageId && {
      OrgnlGrpInf: { OrgnlMsgId: messageId, OrgnlMsgNmId: messageName ?? 'unknown' },
    }),
    ...(endToEndId && { OrgnlEndToEndId: endToEndId }),
    ...(uetr && { OrgnlUETR: uetr }),
    TxCxlSts: transactionStatus[resolution],
    ...(reason || message
      ? {
          CxlStsRsnInf: [
            {
              ...(reason && { Rsn: { Cd: reason } }),
              ...(message && { AddtlInf: [message.slice(0, 105)] }),
            },
          ],
        }
      : {}),
    ...(amount && { OrgnlIntrBkSttlmAmt: amount }),
  };
}

/** A payment that goes back, by a payment of its own that is final. */
export interface ReturnedPayment {
  readonly messageId: string;
  readonly createdAt: string;
  readonly wanted: WantedBack;
  readonly amount: Amount;
  readonly day: string;
  /** The block and the beginning of the id of the payment back. */
  readonly reference: string;
  readonly reason: string;
}

export function returnMessage(returned: ReturnedPayment): string {
  const { messageId, createdAt, wanted, amount, day, reference, reason } = returned;
  const { messageId: original, messageName, endToEndId, uetr } = wanted;
  const value: MessageValue<'pacs.004'> = {
    PmtRtr: {
      GrpHdr: {
        ...{ MsgId: messageId, CreDtTm: createdAt, NbOfTxs: '1' },
        SttlmInf: ledgerSettlement,
      },
      TxInf: [
        {
          RtrId: messageId,
          ...(original && {
            OrgnlGrpInf: { OrgnlMsgId: original, OrgnlMsgNmId: messageName ?? 'unknown' },
          }),
          ...(endToEndId && { OrgnlEndToEndId: endToEndId }),
          ...(uetr && { OrgnlUETR: uetr }),
          RtrdIntrBkSttlmAmt: amount,
          IntrBkSttlmDt: day,
          ClrSysRef: reference,
          RtrRsnInf: [{ Rsn: { Cd: reason } }],
        },
      ],
    },
  };
  return writeMessage('pacs.004.001.09', value);
}
