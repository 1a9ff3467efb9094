/** A type as it is in one release: what readers and writers go by. */
import type { Release } from './release.ts';
import type { SimpleType } from './simple-type.ts';
import type { Edition, Field, GroupType, Type } from './type.ts';

/** What an element holds. */
export type Content =
  | { readonly kind: 'text'; readonly simple: SimpleType }
  | { readonly kind: 'amount'; readonly simple: SimpleType }
  | { readonly kind: 'opaque' }
  | Group;

export const isGroup = (content: Content): content is Group =>
  content.kind === 'sequence' || content.kind === 'choice';

export interface Group {
  readonly kind: 'sequence' | 'choice';
  readonly elements: readonly Element[];
  readonly byTag: ReadonlyMap<string, Element>;
}

export interface Element {
  /** Its name in the file. */
  readonly tag: string;
  /** Its name in the value. */
  readonly key: string;
  /** The member that its value is within, where newer releases have an element more. */
  readonly within: string | null;
  readonly content: Content;
  readonly min: 0 | 1;
  readonly max: number;
  readonly isList: boolean;
  /** Its place among its siblings. */
  readonly index: number;
}

const compiled = new WeakMap<GroupType<unknown>, Map<Release, Group>>();

/** A group in one release; made once. */
export function compile(type: GroupType<unknown>, release: Release): Group {
  const known = compiled.get(type) ?? new Map<Release, Group>();
  compiled.set(type, known);
  const before = known.get(release);
  if (before !== undefined) return before;
  const elements: Element[] = [];
  for (const [key, field] of Object.entries(type.fields)) {
    const edition = editionIn(field, release);
    if (edition === undefined) continue;
    const element = elementOf(key, field, edition, release);
    // Of a choice none has to be there, but one of them.
    const min = type.kind === 'choice' ? 0 : element.min;
    elements.push({ ...element, min, index: elements.length });
  }
  const group: Group = {
    kind: type.kind,
    elements,
    byTag: new Map(elements.map((element) => [element.tag, element])),
  };
  known.set(release, group);
  return group;
}

const editionIn = ({ editions }: Field, release: Release): Edition | undefined =>
  editions.find(({ from, until }) => from <= release && (until === null || release < until));

function elementOf(
  key: string,
  { presence }: Field,
  { tag = key, type, min, max }: Edition,
  release: Release,
): Omit<Element, 'index'> {
  const isWithin = type.kind === 'within';
  return {
    tag,
    key,
    within: isWithin ? type.name : null,
    content: contentOf(isWithin ? type.type : type, release),
    min,
    max,
    isList: presence === 'many' || presence === 'some',
  };
}

function contentOf(type: Type, release: Release): Content {
  switch (type.kind) {
    case 'text':
    case 'amount':
      return { kind: type.kind, simple: type.simple };
    case 'opaque':
      return { kind: 'opaque' };
    case 'within':
      throw new Error('an element is within one other, not two');
    case 'sequence':
    case 'choice':
      return compile(type, release);
  }
}
