/** Requests in the manner of a bank: money back, what became of a message, a report. */

const agentOf = (bic: string): string =>
  `<Agt><FinInstnId><BICFI>${bic}</BICFI></FinInstnId></Agt>`;

/** A camt.056 that wants one transfer of a message back. */
export const cancellation = (id: string, day: string, message: string, endToEnd: string): string =>
  `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.056.001.08"><FIToFIPmtCxlReq>
<Assgnmt><Id>${id}</Id><Assgnr>${agentOf('COBADEFFXXX')}</Assgnr><Assgne>${agentOf('ABNANL2AXXX')}</Assgne><CreDtTm>${day}T09:00:00Z</CreDtTm></Assgnmt>
<Undrlyg><TxInf><CxlId>${id}-1</CxlId><OrgnlGrpInf><OrgnlMsgId>${message}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInf>
<OrgnlEndToEndId>${endToEnd}</OrgnlEndToEndId><CxlRsnInf><Rsn><Cd>DUPL</Cd></Rsn></CxlRsnInf></TxInf></Undrlyg>
</FIToFIPmtCxlReq></Document>`;

/** A pacs.028. */
export const statusRequest = (id: string, day: string, message: string): string =>
  `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.028.001.03"><FIToFIPmtStsReq>
<GrpHdr><MsgId>${id}</MsgId><CreDtTm>${day}T09:00:00Z</CreDtTm></GrpHdr>
<OrgnlGrpInf><OrgnlMsgId>${message}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInf>
</FIToFIPmtStsReq></Document>`;

/** A camt.060 for a camt.052 of today. */
export const reportRequest = (id: string, day: string, iban: string): string =>
  `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.060.001.05"><AcctRptgReq>
<GrpHdr><MsgId>${id}</MsgId><CreDtTm>${day}T09:00:00Z</CreDtTm></GrpHdr>
<RptgReq><ReqdMsgNmId>camt.052.001.08</ReqdMsgNmId><Acct><Id><IBAN>${iban}</IBAN></Id><Ccy>EUR</Ccy></Acct><AcctOwnr><Pty><Nm>Anna</Nm></Pty></AcctOwnr></RptgReq>
</AcctRptgReq></Document>`;
