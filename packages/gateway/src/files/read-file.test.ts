import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { header, type MessageId } from '@trellis/iso20022';
import { sampleDay, sampleText } from '@trellis/iso20022/testing/files';
import { sampleNames } from '@trellis/iso20022/testing/names';
import { hasPublishedSchemas, publishedSchema } from '@trellis/iso20022/testing/schemas';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBankFile } from './read-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-schemas-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function read(text: string, variants = false) {
  const path = join(folder, 'file.xml');
  await writeFile(path, text);
  return readBankFile(path, { rules: { today: sampleDay }, variants, schemas: folder });
}

/** A schema that takes any document whose first element has this name. */
const schemaOf = (id: MessageId | typeof header.id, root: string, child: string): string =>
  `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:iso:std:iso:20022:tech:xsd:${id}" targetNamespace="urn:iso:std:iso:20022:tech:xsd:${id}" elementFormDefault="qualified">
<xs:element name="${root}"><xs:complexType><xs:sequence><xs:element name="${child}" type="xs:anyType"/><xs:any minOccurs="0" maxOccurs="unbounded" processContents="skip"/></xs:sequence></xs:complexType></xs:element></xs:schema>`;
const put = (id: string, schema: string | Uint8Array) =>
  writeFile(join(folder, `${id}.xsd`), schema);

describe('a schema', () => {
  it('decides on a file that breaks no rule', async () => {
    const id = 'pain.001.001.09';
    expect((await read(sampleText('salaries-09'))).bySchema).toBe('no schema');
    await put(id, schemaOf(id, 'Document', 'CstmrCdtTrfInitn'));
    expect((await read(sampleText('salaries-09'))).bySchema).toBe('valid');
    await put(id, schemaOf(id, 'Document', 'SomethingElse'));
    const { bySchema, findings } = await read(sampleText('salaries-09'));
    expect(bySchema).toBe('invalid');
    expect(findings[0]?.code).toBe('schema_violation');
  });

  it('is for the document in a wrapper, and that of the header for the header', async () => {
    const id = 'pain.001.001.12';
    await put(id, schemaOf(id, 'Document', 'CstmrCdtTrfInitn'));
    // Its namespace may be declared around it.
    const declared = sampleText('treasury-12')
      .replace(/ (xmlns:p="[^"]*")/, '')
      .replace('<BizMsg>', `<BizMsg xmlns:p="urn:iso:std:iso:20022:tech:xsd:${id}">`);
    for (const text of [sampleText('treasury-12'), declared]) {
      expect(await read(text)).toMatchObject({ bySchema: 'valid', findings: [] });
    }
    await put(header.id, schemaOf(header.id, 'AppHdr', 'Fr'));
    expect((await read(declared)).bySchema).toBe('valid');
    await put(header.id, schemaOf(header.id, 'AppHdr', 'To'));
    const { bySchema, findings } = await read(declared);
    expect(bySchema).toBe('invalid');
    expect(findings[0]).toMatchObject({ code: 'schema_violation', line: 4 });
  });

  it('is none of a national variant, which has another', async () => {
    const id = 'pain.001.001.03';
    await put(id, schemaOf(id, 'Document', 'CstmrCdtTrfInitn'));
    const text = sampleText('suppliers-03').replace(
      /urn:iso:std:iso:20022:tech:xsd:pain\.001\.001\.03"/,
      'http://www.six-interbank-clearing.com/de/pain.001.001.03.ch.02.xsd"',
    );
    expect(await read(text, true)).toMatchObject({ bySchema: 'variant', findings: [] });
  });

  it.runIf(hasPublishedSchemas).each(sampleNames)(
    'as published is followed by %s',
    async (name) => {
      const { reading } = await read(sampleText(name));
      const { id } = reading;
      if (id === undefined) throw new Error('it is no message');
      await put(id, publishedSchema(id));
      await put(header.id, publishedSchema(header.id));
      expect(await read(sampleText(name))).toMatchObject({ bySchema: 'valid', findings: [] });
    },
  );
});
