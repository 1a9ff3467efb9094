/** What a pacs.028 asks about, and which reports a camt.060 asks for. */
import type { MessageValue } from '../messages/message-table.ts';
import { type AccountName, accountName } from '../transfer/instruction.ts';

/** A message, or one transfer of it. */
export interface AskedAbout {
  readonly messageId: string | null;
  readonly endToEndId: string | null;
  readonly uetr: string | null;
}

export interface StatusRequest {
  readonly id: string;
  readonly asked: readonly AskedAbout[];
}

export function readStatusRequest({
  FIToFIPmtStsReq: request,
}: MessageValue<'pacs.028'>): StatusRequest {
  const { GrpHdr, OrgnlGrpInf = [], TxInf = [] } = request;
  const groups = OrgnlGrpInf.map(({ OrgnlMsgId }) => OrgnlMsgId);
  const transfers = TxInf.map((one) => ({
    messageId: one.OrgnlGrpInf?.OrgnlMsgId ?? groups[0] ?? null,
    endToEndId: one.OrgnlEndToEndId ?? null,
    uetr: one.OrgnlUETR ?? null,
  }));
  const whole = groups.map((messageId) => ({ messageId, endToEndId: null, uetr: null }));
  return { id: GrpHdr.MsgId, asked: transfers.length > 0 ? transfers : whole };
}

export interface ReportRequest {
  readonly id: string;
  /** Such as `camt.052.001.08`. */
  readonly message: string;
  readonly account: AccountName | null;
  readonly currency: string | null;
  /** Days; `null`: today. */
  readonly from: string | null;
  readonly to: string | null;
}

export function readReportRequests({
  AcctRptgReq: { GrpHdr, RptgReq },
}: MessageValue<'camt.060'>): readonly ReportRequest[] {
  return RptgReq.map(({ Id, ReqdMsgNmId, Acct, RptgPrd }, index) => ({
    id: Id ?? `${GrpHdr.MsgId}-${index + 1}`,
    message: ReqdMsgNmId,
    account: accountName(Acct),
    currency: Acct?.Ccy ?? null,
    from: RptgPrd?.FrToDt.FrDt ?? null,
    to: RptgPrd?.FrToDt.ToDt ?? null,
  }));
}
