/**
 * The notation that messages are described in: which elements an element has, in which order, how many of each, and
 * since which release. Readers, writers, the types of messages and the documentation all follow from it.
 */
import type { Release } from './release.ts';
import type { SimpleType } from './simple-type.ts';

/** Never there at run time: carries the type of the value. */
declare const valueKey: unique symbol;

interface Valued<T> {
  readonly [valueKey]?: T;
}

/** Text of some form. */
export interface TextType<T extends string | boolean = string> extends Valued<T> {
  readonly kind: 'text';
  readonly simple: SimpleType;
}

/** A decimal number with the attribute `Ccy`. */
export interface AmountType extends Valued<Amount> {
  readonly kind: 'amount';
  readonly simple: SimpleType;
}

/** An amount of money as it is written: the number stays text, so that nothing is rounded. */
export interface Amount {
  readonly Ccy: string;
  readonly value: string;
}

/** Elements one after another, or just one of them. */
export interface GroupType<T> extends Valued<T> {
  readonly kind: 'sequence' | 'choice';
  readonly fields: Readonly<Record<string, Field>>;
}

/** What older releases wrote directly and newer ones in an element of its own: its value is that of the newer. */
export interface WithinType<T> extends Valued<T> {
  readonly kind: 'within';
  readonly name: string;
  readonly type: Type;
}

/** An element whose place is known and whose content is not looked into: it is kept as it stands. */
export interface OpaqueType extends Valued<Opaque> {
  readonly kind: 'opaque';
}

/** Under it stands what an opaque element holds. */
export const opaqueXml: unique symbol = Symbol('xml');

/** What an opaque element holds, as XML within the message's namespace; `null` for what is too long or strange to keep. */
export interface Opaque {
  readonly [opaqueXml]: string | null;
}

export type Type =
  | TextType<string | boolean>
  | AmountType
  | GroupType<unknown>
  | WithinType<unknown>
  | OpaqueType;

/** The value of a type. */
export type ValueOf<T extends Type> = T extends Valued<infer V> ? V : never;

/** How often an element is there. */
export type Presence = 'one' | 'optional' | 'many' | 'some';

/** What an element is from one release on, until the next edition. */
export interface Edition {
  readonly from: Release;
  /** The release that it is gone with. */
  readonly until: Release | null;
  /** Its name, where it is not that of the field. */
  readonly tag?: string;
  readonly type: Type;
  readonly min: 0 | 1;
  readonly max: number;
}

export interface Field<T = unknown, P extends Presence = Presence> extends Valued<T> {
  readonly presence: P;
  readonly editions: readonly Edition[];
}

type Named<F, P extends Presence> = {
  [K in keyof F]: F[K] extends Field<infer T, infer Q>
    ? [T] extends [never]
      ? never
      : Q extends P
        ? K
        : never
    : never;
}[keyof F];

type FieldValue<F> =
  F extends Field<infer T, infer P> ? (P extends 'many' | 'some' ? readonly T[] : T) : never;

/** An object with a member for each element that is read. */
export type SequenceValue<F> = {
  readonly [K in Named<F, 'one' | 'some'>]: FieldValue<F[K]>;
} & {
  readonly [K in Named<F, 'optional' | 'many'>]?: FieldValue<F[K]> | undefined;
};

/** An object with one member. */
export type ChoiceValue<F> = {
  [K in Named<F, Presence>]: { readonly [One in K]: FieldValue<F[One]> } & {
    readonly [Other in Exclude<Named<F, Presence>, K>]?: undefined;
  };
}[Named<F, Presence>];

const unbounded = Number.POSITIVE_INFINITY;

function field<T extends Type, P extends Presence>(
  type: T,
  presence: P,
  [min, max]: readonly [0 | 1, number],
): Field<ValueOf<T>, P> {
  return { presence, editions: [{ from: 2009, until: null, type, min, max }] };
}

export const one = <T extends Type>(type: T) => field(type, 'one', [1, 1]);
export const optional = <T extends Type>(type: T) => field(type, 'optional', [0, 1]);
export const many = <T extends Type>(type: T, max = unbounded) => field(type, 'many', [0, max]);
export const some = <T extends Type>(type: T, max = unbounded) => field(type, 'some', [1, max]);

type Softened<P extends Presence> = P extends 'one' | 'optional' ? 'optional' : 'many';

/** There from a release on. */
export function since<T, P extends Presence>(
  from: Release,
  { presence, editions }: Field<T, P>,
): Field<T, Softened<P>> {
  return {
    presence: softened(presence),
    editions: editions
      .filter(({ until }) => until === null || until > from)
      .map((edition) => (edition.from < from ? { ...edition, from } : edition)),
  };
}

/** There before a release. */
export function before<T, P extends Presence>(
  until: Release,
  { presence, editions }: Field<T, P>,
): Field<T, Softened<P>> {
  return {
    presence: softened(presence),
    editions: editions
      .filter(({ from }) => from < until)
      .map((edition) =>
        edition.until === null || edition.until > until ? { ...edition, until } : edition,
      ),
  };
}

type Joined<P extends Presence, Q extends Presence> = P extends Q
  ? Q extends P
    ? P
    : Softened<Q>
  : Softened<Q>;

/** Of another form before a release than from it on. */
export function changed<T, U, P extends Presence, Q extends Presence>(
  release: Release,
  older: Field<T, P>,
  newer: Field<U, Q>,
): Field<T | U, Joined<P, Q>> {
  const isSame = (older.presence as Presence) === newer.presence;
  return {
    // The conditional type is decided by the same comparison.
    presence: (isSame ? newer.presence : softened(newer.presence)) as Joined<P, Q>,
    editions: [...before(release, older).editions, ...since(release, newer).editions],
  };
}

/** Written under another name before a release. */
export function renamed<T, P extends Presence>(
  release: Release,
  tag: string,
  { presence, editions }: Field<T, P>,
): Field<T, P> {
  const older = before(release, { presence, editions }).editions;
  const newer = since(release, { presence, editions }).editions;
  return { presence, editions: [...older.map((edition) => ({ ...edition, tag })), ...newer] };
}

// A softened presence is computed for the type and for the value alike.
const softened = <P extends Presence>(presence: P): Softened<P> =>
  (presence === 'one' || presence === 'optional' ? 'optional' : 'many') as Softened<P>;

type Fields = Readonly<Record<string, Field>>;

export const sequence = <F extends Fields>(fields: F): GroupType<SequenceValue<F>> => ({
  kind: 'sequence',
  fields,
});

export const choice = <F extends Fields>(fields: F): GroupType<ChoiceValue<F>> => ({
  kind: 'choice',
  fields,
});

export const within = <N extends string, T extends Type>(
  name: N,
  type: T,
): WithinType<{ readonly [K in N]: ValueOf<T> }> => ({ kind: 'within', name, type });

/** Known, but not read. */
export const opaque: OpaqueType = { kind: 'opaque' };
