/**
 * What stands in an element that is not looked into, written again as XML: with one way to write each thing, and without
 * prefixes, so that it can stand in another file.
 */
import { escapeXml } from '../xml/escape.ts';
import type { XmlAttribute } from '../xml/scan.ts';

export const schemaInstance = 'http://www.w3.org/2001/XMLSchema-instance';

/** More of one element is not kept. */
const opaqueCharactersMax = 16_384;

/** An opaque element that is open, and what was read of it. */
interface OpenOpaque {
  /** With its attributes, as it is opened. */
  readonly tag: string;
  readonly namespace: string;
  text: string;
  isKept: boolean;
}

interface OpenedTag {
  readonly name: string;
  readonly uri: string;
  readonly attributes: readonly XmlAttribute[];
}

/** An element below an opaque one begins: how it is opened. */
export function openOpaque(parent: OpenOpaque, { name, uri, attributes }: OpenedTag): string {
  // Where there are elements, what stands between them are line ends.
  parent.text = parent.text.trimEnd();
  const written = [name];
  if (uri !== parent.namespace) written.push(`xmlns="${escapeXml(uri)}"`);
  for (const { name: attribute, namespace, value } of attributes) {
    if (namespace === schemaInstance) continue;
    // Such as `xml:lang`, whose prefix would have to be declared.
    if (namespace !== '') parent.isKept = false;
    written.push(`${attribute}="${escapeXml(value)}"`);
  }
  return written.join(' ');
}

export function opaqueText(open: OpenOpaque, text: string): void {
  append(open, escapeXml(text));
}

/** An element below an opaque one has ended. */
export function closeOpaque(parent: OpenOpaque, { tag, text, isKept }: OpenOpaque): void {
  if (!isKept) parent.isKept = false;
  const [name = tag] = tag.split(' ');
  const inner = /<|^[ \t\r\n]*$/.test(text) ? text.trim() : text;
  append(parent, `<${tag}>${inner}</${name}>`);
}

function append(open: OpenOpaque, text: string): void {
  if (!open.isKept) return;
  open.text += text;
  if (open.text.length <= opaqueCharactersMax) return;
  open.isKept = false;
  open.text = '';
}
