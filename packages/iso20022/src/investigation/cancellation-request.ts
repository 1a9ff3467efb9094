/** What a camt.056 asks for: which transfers somebody wants back, and who asks. */
import type { MessageValue } from '../messages/message-table.ts';

/** Who asks or is asked, as a message between institutions names it. */
type Assignee = MessageValue<'camt.056'>['FIToFIPmtCxlReq']['Assgnmt']['Assgnr'];
type Case = MessageValue<'camt.056'>['FIToFIPmtCxlReq']['Case'];

export interface CancellationRequest {
  readonly id: string;
  readonly from: Assignee;
  readonly to: Assignee;
  readonly case: Case | null;
  readonly wanted: readonly WantedBack[];
}

/** One transfer, as far as the request names it. */
export interface WantedBack {
  readonly cancellationId: string | null;
  readonly messageId: string | null;
  readonly messageName: string | null;
  readonly endToEndId: string | null;
  readonly uetr: string | null;
  /** Decimal text, and a currency. */
  readonly amount: { readonly Ccy: string; readonly value: string } | null;
  readonly reason: string | null;
}

/** Transfers that a request names by their message alone are named by no id. */
export function readCancellationRequest({
  FIToFIPmtCxlReq: request,
}: MessageValue<'camt.056'>): CancellationRequest {
  const { Assgnmt, Case, Undrlyg } = request;
  return {
    id: Assgnmt.Id,
    from: Assgnmt.Assgnr,
    to: Assgnmt.Assgne,
    case: Case ?? null,
    wanted: Undrlyg.flatMap(({ OrgnlGrpInfAndCxl: group, TxInf = [] }): readonly WantedBack[] => {
      if (TxInf.length === 0 && group !== undefined) {
        const { OrgnlMsgId, OrgnlMsgNmId, CxlRsnInf } = group;
        const none = { cancellationId: null, endToEndId: null, uetr: null, amount: null };
        const reason = CxlRsnInf?.[0]?.Rsn?.Cd ?? null;
        return [{ ...none, messageId: OrgnlMsgId, messageName: OrgnlMsgNmId, reason }];
      }
      return TxInf.map((one) => {
        const named = one.OrgnlGrpInf ?? group;
        return {
          cancellationId: one.CxlId ?? null,
          messageId: named?.OrgnlMsgId ?? null,
          messageName: named?.OrgnlMsgNmId ?? null,
          endToEndId: one.OrgnlEndToEndId ?? null,
          uetr: one.OrgnlUETR ?? null,
          amount: one.OrgnlIntrBkSttlmAmt ?? null,
          reason: one.CxlRsnInf?.[0]?.Rsn?.Cd ?? null,
        };
      });
    }),
  };
}
