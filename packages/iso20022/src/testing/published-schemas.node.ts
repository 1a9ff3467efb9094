/** The published schemas, where they lie beside the repository; tests that need them are skipped elsewhere. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SaxesParser } from 'saxes';
import type { header, MessageId } from '../messages/message-table.ts';

const folder = fileURLToPath(new URL('../../../../../shared/iso20022/xsd/', import.meta.url));

export const hasPublishedSchemas = existsSync(folder);

/** The bytes of the schema of a message. */
export const publishedSchema = (id: MessageId | typeof header.id): Uint8Array =>
  readFileSync(`${folder}${id}.xsd`);

/** An element of an XML file, as plain as can be. */
export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlNode[];
}

/** A small XML file as a tree. */
export function parseXml(text: string): XmlNode {
  const root: XmlNode = { name: '', attributes: {}, children: [] };
  const stack = [root];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    const node: XmlNode = {
      name: name.replace(/^.*:/, ''),
      attributes: attributes as Record<string, string>,
      children: [],
    };
    stack.at(-1)?.children.push(node);
    stack.push(node);
  });
  parser.on('closetag', () => stack.pop());
  parser.write(text).close();
  const [first] = root.children;
  if (first === undefined) throw new Error('an empty file');
  return first;
}
