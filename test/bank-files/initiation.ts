/** A large pain.001, in the manner of a payroll: names, addresses and texts, each transfer about a kilobyte. */

const someIbans = ['NL91ABNA0417164300', 'AT611904300234573201', 'FR1420041010050500013M02606'];

/** Pieces of the file, so that a large one need not be held. */
export function* bulkInitiation(
  count: number,
  day: string,
  ibans: readonly string[] = someIbans,
): Generator<string> {
  yield `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">
  <CstmrCdtTrfInitn>
    <GrpHdr>
      <MsgId>BULK-${count}</MsgId>
      <CreDtTm>${day}T08:00:00Z</CreDtTm>
      <NbOfTxs>${count}</NbOfTxs>
      <InitgPty><Nm>Muster Maschinenbau GmbH</Nm></InitgPty>
    </GrpHdr>
    <PmtInf>
      <PmtInfId>BULK-1</PmtInfId>
      <PmtMtd>TRF</PmtMtd>
      <NbOfTxs>${count}</NbOfTxs>
      <ReqdExctnDt><Dt>${day}</Dt></ReqdExctnDt>
      <Dbtr><Nm>Muster Maschinenbau GmbH</Nm></Dbtr>
      <DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct>
      <DbtrAgt><FinInstnId><BICFI>COBADEFFXXX</BICFI></FinInstnId></DbtrAgt>
`;
  for (let index = 0; index < count; index++) {
    yield transfer(index, ibans[index % ibans.length] ?? '');
  }
  yield `    </PmtInf>
  </CstmrCdtTrfInitn>
</Document>
`;
}

/** Of the transfer at a place. */
export const amountOf = (index: number): string =>
  `${1_000 + (index % 5_000)}.${String(index % 100).padStart(2, '0')}`;

const transfer = (index: number, iban: string): string => `      <CdtTrfTxInf>
        <PmtId>
          <InstrId>${index + 1}</InstrId>
          <EndToEndId>SALARY-2026-11-${index + 1}</EndToEndId>
        </PmtId>
        <Amt><InstdAmt Ccy="EUR">${amountOf(index)}</InstdAmt></Amt>
        <CdtrAgt><FinInstnId><BICFI>ABNANL2A</BICFI></FinInstnId></CdtrAgt>
        <Cdtr>
          <Nm>Employee number ${index + 1} of the company</Nm>
          <PstlAdr>
            <StrtNm>Long Street</StrtNm>
            <BldgNb>${(index % 200) + 1}</BldgNb>
            <PstCd>1011</PstCd>
            <TwnNm>Amsterdam</TwnNm>
            <Ctry>NL</Ctry>
          </PstlAdr>
        </Cdtr>
        <CdtrAcct><Id><IBAN>${iban}</IBAN></Id></CdtrAcct>
        <UltmtCdtr><Nm>Family of employee number ${index + 1}</Nm><PstlAdr><TwnNm>Amsterdam</TwnNm><Ctry>NL</Ctry></PstlAdr></UltmtCdtr>
        <Purp><Cd>SALA</Cd></Purp>
        <RmtInf><Ustrd>Salary of November 2026, employee number ${index + 1}</Ustrd></RmtInf>
      </CdtTrfTxInf>
`;
