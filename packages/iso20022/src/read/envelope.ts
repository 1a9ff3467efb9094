/** What is around a message: `Document`, an `AppHdr` before it, and an element around both. */
import type { ApplicationHeader } from '../messages/head-001.ts';
import {
  header,
  kindOf,
  type MessageId,
  messageKinds,
  namespaceOf,
  releaseOf,
} from '../messages/message-table.ts';
import { compile, type Group } from '../schema/compile.ts';
import type { Place } from '../xml/place.ts';
import type { XmlHandler } from '../xml/scan.ts';
import { createGroupReader, type GroupReader, type TakePart } from './group-reader.ts';
import type { Message } from './message.ts';
import { namedMessage } from './named-message.ts';
import type { Notes } from './notes.ts';
import { type MemberPlaces, placesFrom } from './places.ts';

export interface EnvelopeOptions {
  /** Read a national variant as the message that it was made of. */
  readonly variants?: boolean;
  readonly take?: TakePart;
  readonly notes: Notes;
  readonly places: WeakMap<object, MemberPlaces>;
}

export interface Envelope {
  readonly handler: XmlHandler;
  /** The outer element that was opened last. */
  path(): string;
  id(): MessageId | undefined;
  /** The message, once it is whole. */
  message(): Message | undefined;
}

/** An outer element that is open. */
interface Opened {
  /** `null` for one that is not read. */
  readonly reader: GroupReader | null;
  readonly keeps: 'header' | 'message' | 'nothing';
  readonly depth: number;
}

interface State {
  depth: number;
  opened: Opened | null;
  id: MessageId | undefined;
  value: unknown;
  header: ApplicationHeader | null;
  path: string;
}

export function createEnvelope(options: EnvelopeOptions): Envelope {
  const empty = { depth: 0, opened: null, id: undefined, value: undefined, header: null };
  const state: State = { ...empty, path: '' };
  return {
    handler: {
      open(name, namespace, attributes, place) {
        state.depth++;
        if (state.opened === null) enter(state, options, { name, namespace, place });
        else state.opened.reader?.open(name, namespace, attributes, place);
      },
      text: (text) => state.opened?.reader?.text(text),
      close: () => close(state, options.notes),
    },
    path: () => state.path,
    id: () => state.id,
    message: () => messageOf(state, options),
  };
}

function enter(
  state: State,
  options: EnvelopeOptions,
  {
    name,
    namespace,
    place,
  }: { readonly name: string; readonly namespace: string; readonly place: Place },
): void {
  const { depth, id } = state;
  state.path = `/${name}`;
  if (name === 'AppHdr' && state.header === null && id === undefined) {
    const reader = openHeader(state.path, options, namespace, place);
    state.opened = { reader, keeps: 'header', depth };
  } else if (name === 'Document' && id === undefined) {
    state.opened = {
      reader: openDocument(state, options, namespace, place),
      keeps: 'message',
      depth,
    };
  } else if (depth > 1 || name === 'AppHdr' || name === 'Document') {
    options.notes.invalid('wrong_envelope', state.path, `${name} is not expected here`, place);
    state.opened = { reader: null, keeps: 'nothing', depth };
  }
  // What is left is the element that banks put around both.
}

function openHeader(
  path: string,
  options: EnvelopeOptions,
  namespace: string,
  place: Place,
): GroupReader | null {
  if (namespace !== namespaceOf(header.id)) {
    const message = `${namespace} is not ${header.id}`;
    options.notes.invalid('unknown_message', path, message, place);
    return null;
  }
  const group = compile(header.type, header.release);
  return groupReader(
    { notes: options.notes, places: options.places },
    { group, namespace, path, place },
  );
}

function openDocument(
  state: State,
  options: EnvelopeOptions,
  namespace: string,
  place: Place,
): GroupReader | null {
  const { path } = state;
  const named = namedMessage(namespace, options.variants ?? false);
  if (typeof named !== 'string') {
    options.notes.invalid(named.code, path, named.message, place);
    return null;
  }
  state.id = named;
  const group = compile(messageKinds[kindOf(named)], releaseOf(named));
  return groupReader(options, { group, namespace, path, place });
}

interface ReadGroup {
  readonly group: Group;
  readonly namespace: string;
  readonly path: string;
  readonly place: Place;
}

const groupReader = ({ notes, places, take }: EnvelopeOptions, read: ReadGroup): GroupReader =>
  createGroupReader({ ...read, places, note: notes.note, ...(take && { take }) });

function close(state: State, notes: Notes): void {
  const { opened } = state;
  const whole = opened?.reader?.close();
  if (whole !== undefined && opened?.keeps === 'message') state.value = whole;
  if (whole !== undefined && opened?.keeps === 'header') {
    // The group reader has checked it by the table that its type follows from.
    state.header = whole as unknown as ApplicationHeader;
  }
  if (opened?.depth === state.depth) state.opened = null;
  state.depth--;
  if (state.depth === 0 && opened === null && state.id === undefined) {
    const message = 'there is no Document in it';
    notes.invalid('wrong_envelope', state.path, message, { line: 1, column: 1 });
  }
}

function messageOf(
  { id, value, header: around }: State,
  { notes, places }: EnvelopeOptions,
): Message | undefined {
  if (id === undefined || value === undefined) return undefined;
  if (around !== null && around.MsgDefIdr !== id) {
    const message = `the header says ${around.MsgDefIdr}, the message is ${id}`;
    const place = placesFrom(places).of(around, 'MsgDefIdr');
    notes.invalid('header_mismatch', '/AppHdr/MsgDefIdr', message, place);
  }
  // As above: the value is of the kind that its id says.
  return { kind: kindOf(id), id, value, header: around } as Message;
}
