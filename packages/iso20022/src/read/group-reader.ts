/** Reads the elements of one message into its value, and notes each mistake with its place. */

import type { ReasonCode } from '../code-sets/reason-code.ts';
import { type Content, type Element, type Group, isGroup } from '../schema/compile.ts';
import { formProblem, type SimpleType } from '../schema/simple-type.ts';
import { type Opaque, opaqueXml } from '../schema/type.ts';
import type { Place } from '../xml/place.ts';
import type { XmlAttribute } from '../xml/scan.ts';
import type { FindingCode, Severity } from './finding.ts';
import { closeOpaque, opaqueText, openOpaque, schemaInstance } from './opaque-content.ts';
import { type MemberPlaces, packPlace } from './places.ts';

/** An element that is open. */
interface Frame {
  readonly namespace: string;
  readonly tag: string;
  /** What it is; `null` for what is skipped. */
  readonly element: Element | null;
  readonly content: Content;
  readonly place: Place;
  readonly path: string;
  readonly value: Record<string, unknown>;
  readonly places: MemberPlaces;
  /** Of the children so far: which came last, and how many of it there were. */
  last: Element | null;
  count: number;
  text: string;
  /** What it holds can be kept as it stands, if it is opaque. */
  isKept: boolean;
  currency: string | undefined;
  /** Nothing in it is invalid so far. */
  isSound: boolean;
}

export interface Noted {
  readonly code: FindingCode;
  readonly reason: ReasonCode;
  readonly severity: Severity;
  readonly path: string;
  readonly message: string;
  readonly place: Place;
}

/**
 * Takes a part of a list as soon as it is read, if nothing in it is invalid, and says whether it must be left out of
 * the value. Of what it is a part of, only what stood before it is known.
 */
export type TakePart = (
  key: string,
  part: object,
  parents: readonly Readonly<Record<string, unknown>>[],
  path: string,
) => boolean;

export interface GroupReaderOptions {
  readonly group: Group;
  readonly namespace: string;
  readonly path: string;
  readonly place: Place;
  readonly note: (noted: Noted) => void;
  readonly places: WeakMap<object, MemberPlaces>;
  readonly take?: TakePart;
}

export interface GroupReader {
  open(name: string, namespace: string, attributes: readonly XmlAttribute[], place: Place): void;
  text(text: string): void;
  /** The value, once the outermost element is closed. */
  close(): Readonly<Record<string, unknown>> | undefined;
}

const skipped: Content = { kind: 'opaque' };

/** What the steps of a reader share. */
interface Reading extends GroupReaderOptions {
  readonly stack: Frame[];
  readonly top: () => Frame;
  readonly invalid: Invalid;
}

export function createGroupReader(options: GroupReaderOptions): GroupReader {
  const { group, namespace, place, path } = options;
  const outermost = frameOf({ tag: '', namespace, element: null, content: group, place, path });
  const stack: Frame[] = [outermost];
  const top = (): Frame => stack.at(-1) ?? outermost;
  const invalid: Invalid = (code, { path, place }, message) => {
    top().isSound = false;
    options.note({ code, reason: 'FF01', severity: 'invalid', path, message, place });
  };
  const reading: Reading = { ...options, stack, top, invalid };
  return {
    open: (name, uri, attributes, place) => open(reading, { name, uri, attributes, place }),
    text(text) {
      const frame = top();
      if (frame.content.kind === 'text' || frame.content.kind === 'amount') frame.text += text;
      else if (frame.content.kind === 'opaque') opaqueText(frame, text);
      else if (/[^ \t\r\n]/.test(text)) {
        invalid('unexpected_text', frame, `text stands in ${frame.tag || 'the message'}`);
      }
    },
    close() {
      const frame = top();
      if (isGroup(frame.content)) {
        expectWhole(frame, frame.content, invalid);
        options.places.set(frame.value, frame.places);
      }
      if (frame === outermost) return frame.value;
      stack.pop();
      if (!frame.isSound) top().isSound = false;
      if (frame.element !== null) keep(reading, frame, frame.element);
      else if (top().content.kind === 'opaque') closeOpaque(top(), frame);
      return undefined;
    },
  };
}

interface OpenedTag {
  readonly name: string;
  readonly uri: string;
  readonly attributes: readonly XmlAttribute[];
  readonly place: Place;
}

function open(
  { stack, top, invalid, namespace }: Reading,
  { name, uri, attributes, place }: OpenedTag,
): void {
  const parent = top();
  if (parent.content.kind === 'opaque') {
    const tag = openOpaque(parent, { name, uri, attributes });
    const { path: outer } = parent;
    const rest = { element: null, content: skipped, place, path: outer };
    stack.push(frameOf({ tag, namespace: uri, ...rest }));
    return;
  }
  const element = uri === namespace ? childOf(parent, name) : undefined;
  const path = `${parent.path}/${name}`;
  if (element === undefined) {
    const other = uri === namespace ? '' : ' of this namespace';
    invalid('unknown_element', { path, place }, `there is no ${name}${other} at this place`);
    const rest = { element: null, content: skipped, place, path };
    stack.push(frameOf({ tag: name, namespace: uri, ...rest }));
    return;
  }
  expectOrder(parent, element, { path, place }, invalid);
  const numbered = element.isList ? `${path}[${parent.count}]` : path;
  const { content } = element;
  const frame = frameOf({ tag: name, namespace: uri, element, content, place, path: numbered });
  readAttributes(frame, attributes, invalid);
  stack.push(frame);
}

/** Puts what was read into what it is a part of. */
function keep(reading: Reading, frame: Frame, element: Element): void {
  const { key, isList } = element;
  const { stack, take } = reading;
  const parent = reading.top();
  if (!parent.places.has(key)) parent.places.set(key, packPlace(frame.place));
  const value = readValue(frame, element, reading);
  if (!isList) {
    parent.value[key] = value;
    return;
  }
  const parents = stack.map((one) => one.value);
  const isPart = frame.isSound && typeof value === 'object' && value !== null;
  if (isPart && take?.(key, value, parents, frame.path) === true) return;
  // The reader alone puts lists under the keys of lists.
  const list = (parent.value[key] ?? []) as unknown[];
  list.push(value);
  parent.value[key] = list;
}

function frameOf(
  parts: Pick<Frame, 'tag' | 'namespace' | 'element' | 'content' | 'place' | 'path'>,
): Frame {
  const places: MemberPlaces = new Map([['', packPlace(parts.place)]]);
  const empty = { value: {}, last: null, count: 0, text: '', currency: undefined };
  return { ...parts, places, ...empty, isKept: true, isSound: true };
}

const childOf = ({ content }: Frame, name: string): Element | undefined =>
  isGroup(content) ? content.byTag.get(name) : undefined;

type Invalid = (code: FindingCode, at: Pick<Frame, 'path' | 'place'>, message: string) => void;

/** Notes what may not follow what came last, and counts. */
function expectOrder(
  parent: Frame,
  element: Element,
  at: Pick<Frame, 'path' | 'place'>,
  invalid: Invalid,
): void {
  const { last } = parent;
  if (last === element) {
    parent.count++;
    if (parent.count === element.max + 1) {
      const times = element.max === 1 ? 'once' : `${element.max} times`;
      invalid('element_repeated', at, `${element.tag} may be there ${times} at most`);
    }
    return;
  }
  if (last !== null && parent.content.kind === 'choice') {
    invalid('choice_conflict', at, `${element.tag} may not stand beside ${last.tag}`);
  } else if (last !== null && last.index > element.index) {
    invalid('element_order', at, `${element.tag} has to come before ${last.tag}`);
  }
  parent.last = element;
  parent.count = 1;
}

/** Notes what is missing when an element ends. */
function expectWhole(frame: Frame, { kind, elements }: Group, invalid: Invalid): void {
  if (kind === 'choice') {
    if (frame.last !== null) return;
    const names = elements.map(({ tag }) => tag).join(', ');
    invalid('choice_conflict', frame, `one of ${names} has to be there`);
    return;
  }
  for (const { tag, key, min } of elements) {
    if (min === 1 && !frame.places.has(key)) {
      invalid('element_missing', frame, `${tag} is missing`);
    }
  }
}

function readAttributes(frame: Frame, attributes: readonly XmlAttribute[], invalid: Invalid): void {
  for (const { name, namespace, value } of attributes) {
    if (namespace === schemaInstance) continue;
    if (frame.content.kind === 'opaque') {
      frame.isKept = false;
      continue;
    }
    if (frame.content.kind === 'amount' && name === 'Ccy' && namespace === '')
      frame.currency = value;
    else invalid('unknown_attribute', frame, `${frame.tag} has no attribute ${name}`);
  }
  if (frame.content.kind === 'amount' && frame.currency === undefined) {
    invalid('attribute_missing', frame, 'the attribute Ccy is missing');
  }
}

type Check = Pick<Reading, 'invalid' | 'note'>;

function readValue(frame: Frame, { content, within }: Element, check: Check): unknown {
  const value = contentValue(frame, content, check);
  return within === null ? value : { [within]: value };
}

function contentValue(frame: Frame, content: Content, check: Check): unknown {
  switch (content.kind) {
    case 'text': {
      const text = checkedText(frame, content.simple, check);
      return content.simple.base === 'boolean' ? text === 'true' || text === '1' : text;
    }
    case 'amount': {
      const value = checkedText(frame, content.simple, check);
      const Ccy = frame.currency ?? '';
      if (!/^[A-Z]{3}$/.test(Ccy)) {
        check.invalid('bad_form', frame, `Ccy is not three capital letters`);
      }
      return { Ccy, value };
    }
    case 'opaque':
      return opaqueValue(frame);
    case 'sequence':
    case 'choice':
      return frame.value;
  }
}

const opaqueValue = ({ text, isKept }: Frame): Opaque => ({
  [opaqueXml]: isKept ? text.trim() : null,
});

function checkedText(frame: Frame, simple: SimpleType, { invalid, note }: Check): string {
  const text = simple.base === 'string' ? frame.text : frame.text.trim();
  const form = formProblem(simple, text);
  if (form !== undefined) {
    invalid('bad_form', frame, `${frame.tag} ${form}`);
    return text;
  }
  const problem = simple.check?.(text);
  if (problem !== undefined) {
    const { reason, message } = problem;
    note({ code: 'bad_check', reason, severity: 'rejected', ...frame, message });
  }
  return text;
}
