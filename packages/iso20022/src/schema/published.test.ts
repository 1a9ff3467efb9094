/** The tables of messages against the published schemas: names, order, how often, and the facets of texts. */
import { describe, expect, it } from 'vitest';
import {
  header,
  kindOf,
  type MessageId,
  messageIds,
  messageKinds,
  releaseOf,
} from '../messages/message-table.ts';
import {
  hasPublishedSchemas,
  parseXml,
  publishedSchema,
  type XmlNode,
} from '../testing/published-schemas.node.ts';
import { type Content, compile, type Element, isGroup } from './compile.ts';
import type { SimpleType } from './simple-type.ts';

interface Published {
  readonly root: string;
  readonly types: ReadonlyMap<string, XmlNode>;
}

function readSchema(id: MessageId | typeof header.id): Published {
  const schema = parseXml(new TextDecoder().decode(publishedSchema(id)));
  const types = new Map(
    schema.children
      .filter(({ name }) => /Type$/.test(name))
      .map((type) => [type.attributes.name ?? '', type]),
  );
  const root = schema.children.find(({ name }) => name === 'element')?.attributes.type ?? '';
  return { root, types };
}

/** The elements of a complex type, with how often each may be there. */
function childrenOf(type: XmlNode): { readonly isChoice: boolean; readonly elements: XmlNode[] } {
  const [group] = type.children;
  if (group === undefined) throw new Error('an empty type');
  const inner = group.children.filter(({ name }) => name === 'choice' || name === 'sequence');
  // Older schemas have a choice alone in a sequence.
  if (inner.length === 1 && group.children.length === 1) {
    return childrenOf({ ...type, children: inner });
  }
  return { isChoice: group.name === 'choice', elements: group.children };
}

/** Differences between what we say of an element's content and what was published. */
function differences(
  content: Content,
  typeName: string,
  path: string,
  types: ReadonlyMap<string, XmlNode>,
): readonly string[] {
  if (content.kind === 'opaque') return [];
  const type = types.get(typeName);
  if (type === undefined) return [`${path}: no type ${typeName}`];
  if (!isGroup(content)) return textDifferences(content, type, path, types);
  const { isChoice, elements } = childrenOf(type);
  const ours = content.elements.map(described);
  const theirs = elements.map((element) => publishedDescription(element, isChoice));
  const found =
    ours.join(' ') === theirs.join(' ') && isChoice === (content.kind === 'choice')
      ? []
      : [`${path} (${typeName}):\n  ours   ${ours.join(' ')}\n  theirs ${theirs.join(' ')}`];
  return [
    ...found,
    ...content.elements.flatMap((element) => {
      const child = elements.find(({ attributes }) => attributes.name === element.tag);
      return child === undefined
        ? []
        : differences(
            element.content,
            child.attributes.type ?? '',
            `${path}/${element.tag}`,
            types,
          );
    }),
  ];
}

const described = ({ tag, min, max }: Element): string =>
  `${tag}:${min}-${max === Number.POSITIVE_INFINITY ? 'n' : max}`;

function publishedDescription({ attributes }: XmlNode, isChoice: boolean): string {
  const { name, minOccurs = '1', maxOccurs = '1' } = attributes;
  return `${name}:${isChoice ? 0 : minOccurs}-${maxOccurs === 'unbounded' ? 'n' : maxOccurs}`;
}

function textDifferences(
  { kind, simple }: Extract<Content, { readonly simple: SimpleType }>,
  type: XmlNode,
  path: string,
  types: ReadonlyMap<string, XmlNode>,
): readonly string[] {
  const extension = type.children.find(({ name }) => name === 'simpleContent')?.children[0];
  if ((extension !== undefined) !== (kind === 'amount')) return [`${path}: one is an amount`];
  const restricted = extension === undefined ? type : types.get(extension.attributes.base ?? '');
  const restriction = restricted?.children[0];
  if (restriction === undefined) return [`${path}: no restriction`];
  const ours = JSON.stringify(facetsOf(simple));
  const theirs = JSON.stringify(publishedFacets(restriction));
  return ours === theirs ? [] : [`${path}: ours ${ours}, theirs ${theirs}`];
}

function facetsOf({ base, lengthMax, pattern, values, ...rest }: SimpleType) {
  const { totalDigits, fractionDigits, positive } = rest;
  return {
    base,
    maxLength: lengthMax ?? null,
    pattern: pattern ?? null,
    values: values === undefined ? null : [...values].sort(),
    digits: [totalDigits ?? null, fractionDigits ?? null, positive ?? false],
  };
}

function publishedFacets({ attributes, children }: XmlNode) {
  const value = (facet: string): string | null =>
    children.find(({ name }) => name === facet)?.attributes.value ?? null;
  const number = (facet: string): number | null =>
    value(facet) === null ? null : Number(value(facet));
  const values = children.filter(({ name }) => name === 'enumeration');
  return {
    base: (attributes.base ?? '').replace(/^.*:/, ''),
    maxLength: number('maxLength'),
    pattern: value('pattern'),
    values: values.length === 0 ? null : values.map((one) => one.attributes.value).sort(),
    digits: [number('totalDigits'), number('fractionDigits'), number('minInclusive') === 0],
  };
}

describe.runIf(hasPublishedSchemas)('the table of a message is that of its schema', () => {
  it.each(messageIds)('%s', (id) => {
    const { root, types } = readSchema(id);
    const group = compile(messageKinds[kindOf(id)], releaseOf(id));
    expect(differences(group, root, '', types)).toEqual([]);
  });

  it(header.id, () => {
    const { root, types } = readSchema(header.id);
    expect(differences(compile(header.type, header.release), root, '', types)).toEqual([]);
  });
});
