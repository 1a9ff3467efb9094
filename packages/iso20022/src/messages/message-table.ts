/** Every message that is read or written, by its version: what it is made of, and the release of its parts. */
import type { Release } from '../schema/release.ts';
import type { ValueOf } from '../schema/type.ts';
import { head001 } from './head-001.ts';
import * as messageKinds from './message-kinds.ts';

export { messageKinds };

export type MessageKind = keyof typeof messageKinds;
export type MessageValue<K extends MessageKind> = ValueOf<(typeof messageKinds)[K]>;

const releases = {
  'camt.029.001.09': 2019,
  'camt.052.001.08': 2019,
  'camt.053.001.02': 2009,
  'camt.053.001.04': 2013,
  'camt.053.001.08': 2019,
  'camt.054.001.02': 2009,
  'camt.054.001.04': 2013,
  'camt.054.001.08': 2019,
  'camt.056.001.08': 2019,
  'camt.060.001.05': 2019,
  'pacs.002.001.03': 2009,
  'pacs.002.001.10': 2019,
  'pacs.002.001.11': 2020,
  'pacs.002.001.12': 2021,
  'pacs.002.001.15': 2023,
  'pacs.004.001.09': 2019,
  'pacs.008.001.07': 2016,
  'pacs.008.001.08': 2019,
  'pacs.008.001.13': 2023,
  'pacs.009.001.08': 2019,
  'pacs.028.001.03': 2019,
  'pain.001.001.03': 2009,
  'pain.001.001.08': 2016,
  'pain.001.001.09': 2019,
  'pain.001.001.12': 2023,
  'pain.002.001.03': 2009,
  'pain.002.001.10': 2019,
  'pain.002.001.14': 2023,
} as const satisfies Readonly<Record<`${MessageKind}.001.${string}`, Release>>;

/** A message and its version, such as `pain.001.001.09`. */
export type MessageId = keyof typeof releases;

export const messageIds = Object.keys(releases) as readonly MessageId[];

export const isMessageId = (text: string): text is MessageId => Object.hasOwn(releases, text);

/** The kind of a version: `pain.001` of `pain.001.001.09`. */
export type KindOf<I extends MessageId> = I extends `${infer K extends MessageKind}.001.${string}`
  ? K
  : never;

export const kindOf = <I extends MessageId>(id: I): KindOf<I> => id.slice(0, 8) as KindOf<I>;

export const releaseOf = (id: MessageId): Release => releases[id];

/** The header that a message may come with. */
export const header = { id: 'head.001.001.02', type: head001, release: 2019 } as const;

const namespaceStart = 'urn:iso:std:iso:20022:tech:xsd:';

/** The namespace of a version. */
export const namespaceOf = (id: MessageId | typeof header.id): string => `${namespaceStart}${id}`;
