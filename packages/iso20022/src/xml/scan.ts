/**
 * Scans XML piece by piece, with the line and column of each element. What a message never needs and an attacker may
 * want is refused: document types, and with them entities; deep nesting; texts and tags without end. Nothing is ever
 * fetched.
 */
import { SaxesParser, type SaxesTagNS } from 'saxes';
import type { Place } from './place.ts';

/** No message nests deeper than about 25. */
const depthMax = 64;
/** The longest text of a message is base64 of 10 KiB. */
const textCharactersMax = 16_384;
/** A tag, a comment or an instruction has to end within so many characters. */
const tokenCharactersMax = 131_072;
const attributesMax = 32;

export interface XmlAttribute {
  readonly name: string;
  readonly namespace: string;
  readonly value: string;
}

export interface XmlHandler {
  open(name: string, namespace: string, attributes: readonly XmlAttribute[], place: Place): void;
  text(text: string): void;
  close(): void;
}

export type XmlProblemCode =
  | 'xml_malformed'
  | 'xml_encoding'
  | 'xml_doctype'
  | 'xml_too_deep'
  | 'xml_too_large';

/** Stops a scan. */
export class XmlProblem extends Error {
  readonly code: XmlProblemCode;
  readonly place: Place;

  constructor(code: XmlProblemCode, message: string, place: Place) {
    super(message);
    this.name = 'XmlProblem';
    this.code = code;
    this.place = place;
  }
}

export interface Scanner {
  /** Throws `XmlProblem`. */
  write(text: string): void;
  end(): void;
  place(): Place;
}

const noAttributes: readonly XmlAttribute[] = [];
const namespaceDeclarations = 'http://www.w3.org/2000/xmlns/';

export function createScanner(handler: XmlHandler): Scanner {
  const parser = new SaxesParser<{ xmlns: true }>({ xmlns: true });
  let depth = 0;
  let textLength = 0;
  let lastEvent = 0;
  let opened: Place = { line: 1, column: 1 };

  const place = (): Place => ({ line: parser.line, column: parser.column + 1 });
  const stop = (code: XmlProblemCode, message: string, at = place()): never => {
    throw new XmlProblem(code, message, at);
  };
  const text = (part: string): void => {
    lastEvent = parser.position;
    textLength += part.length;
    if (textLength > textCharactersMax) {
      stop('xml_too_large', `a text is longer than ${textCharactersMax} characters`);
    }
    handler.text(part);
  };
  parser.on('error', ({ message }) => {
    // The parser looks for the end of an entity far behind it.
    const at = /entity/.test(message) ? opened : place();
    stop('xml_malformed', message.replace(/^\d+:\d+: /, ''), at);
  });
  parser.on('doctype', () => stop('xml_doctype', 'there is a document type declaration'));
  parser.on('xmldecl', ({ version }) => {
    if (version !== '1.0') stop('xml_malformed', 'only XML 1.0 is read');
  });
  parser.on('opentagstart', ({ name }) => {
    // The parser stands behind the character that ended the name.
    const column = Math.max(1, parser.column - [...name].length - 1);
    opened = { line: parser.line, column };
  });
  parser.on('opentag', (tag) => {
    lastEvent = parser.position;
    textLength = 0;
    depth++;
    if (depth > depthMax)
      stop('xml_too_deep', `elements are nested deeper than ${depthMax}`, opened);
    handler.open(tag.local, tag.uri, attributesOf(tag, stop), opened);
  });
  parser.on('closetag', () => {
    lastEvent = parser.position;
    textLength = 0;
    depth--;
    handler.close();
  });
  parser.on('text', text);
  parser.on('cdata', text);
  return {
    write(part) {
      // In pieces, so that a token without end is noticed before all of it is held.
      for (let at = 0; at < part.length; at += tokenCharactersMax) {
        parser.write(part.slice(at, at + tokenCharactersMax));
        if (parser.position - lastEvent > 2 * tokenCharactersMax) {
          stop(
            'xml_too_large',
            `a tag or a text does not end within ${tokenCharactersMax} characters`,
          );
        }
      }
    },
    end() {
      parser.close();
    },
    place,
  };
}

function attributesOf(
  { attributes }: SaxesTagNS,
  stop: (code: XmlProblemCode, message: string) => never,
): readonly XmlAttribute[] {
  const all = Object.values(attributes);
  if (all.length === 0) return noAttributes;
  if (all.length > attributesMax) {
    stop('xml_too_large', `an element has more than ${attributesMax} attributes`);
  }
  return all
    .filter(({ uri }) => uri !== namespaceDeclarations)
    .map(({ local, uri, value }) => ({ name: local, namespace: uri, value }));
}
