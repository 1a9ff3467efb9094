/** Bank messages as small as they can be. */

/** A pain.001 by which alice pays bob. */
export function bankFile(): string {
  const id = (name: string) =>
    `<Id><Othr><Id>${name}</Id><SchmeNm><Prtry>TRELLIS</Prtry></SchmeNm></Othr></Id>`;
  const now = new Date();
  const day = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  return `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>
<GrpHdr><MsgId>M-1</MsgId><CreDtTm>${day}T08:00:00Z</CreDtTm><NbOfTxs>1</NbOfTxs><InitgPty/></GrpHdr>
<PmtInf><PmtInfId>P-1</PmtInfId><PmtMtd>TRF</PmtMtd><ReqdExctnDt><Dt>${day}</Dt></ReqdExctnDt><Dbtr/>
<DbtrAcct>${id('alice')}</DbtrAcct><DbtrAgt><FinInstnId/></DbtrAgt>
<CdtTrfTxInf><PmtId><EndToEndId>E-1</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">1.25</InstdAmt></Amt>
<CdtrAcct>${id('bob')}</CdtrAcct></CdtTrfTxInf></PmtInf></CstmrCdtTrfInitn></Document>`;
}

/** As small as a schema can be. */
export const requestSchema = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
  targetNamespace="urn:iso:std:iso:20022:tech:xsd:camt.060.001.05"><xs:element name="Document"/></xs:schema>`;
