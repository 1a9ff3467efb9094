/**
 * Writes a message: always the same bytes for the same value, with a declaration in double quotes and one default
 * namespace, as some banks' parsers need. What its version can't hold is an error, never left out.
 */
import { CodedError } from '@trellis/crypto/coded-error';
import {
  type KindOf,
  kindOf,
  type MessageId,
  type MessageValue,
  messageKinds,
  namespaceOf,
  releaseOf,
} from '../messages/message-table.ts';
import { type Content, compile, type Element, type Group, isGroup } from '../schema/compile.ts';
import { formProblem, type SimpleType } from '../schema/simple-type.ts';
import { opaqueXml } from '../schema/type.ts';
import { escapeXml } from '../xml/escape.ts';

/** A value that its message can't hold. */
export class WriteError extends CodedError<'not_writable'> {
  /** Where in the message. */
  readonly path: string;

  constructor(path: string, message: string) {
    super('not_writable', `${path}: ${message}`);
    this.path = path;
  }
}

/** The file of a message. Throws `WriteError`. */
export function writeMessage<I extends MessageId>(id: I, value: MessageValue<KindOf<I>>): string {
  const lines: string[] = ['<?xml version="1.0" encoding="UTF-8"?>'];
  lines.push(`<Document xmlns="${namespaceOf(id)}">`);
  writeGroup(lines, compile(messageKinds[kindOf(id)], releaseOf(id)), value, '/Document', 1);
  lines.push('</Document>', '');
  return lines.join('\n');
}

function writeGroup(
  lines: string[],
  group: Group,
  value: unknown,
  path: string,
  depth: number,
): void {
  if (!isRecord(value)) throw new WriteError(path, 'elements are expected');
  const known = new Set(group.elements.map(({ key }) => key));
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined && !known.has(key))
      throw new WriteError(`${path}/${key}`, 'this version has no such element');
  }
  const written = group.elements.filter((element) =>
    writeElement(lines, element, value[element.key], path, depth),
  );
  if (group.kind === 'choice' && written.length !== 1) {
    throw new WriteError(path, 'just one of its elements has to be there');
  }
}

/** Whether it is there. */
function writeElement(
  lines: string[],
  element: Element,
  value: unknown,
  parent: string,
  depth: number,
): boolean {
  const path = `${parent}/${element.tag}`;
  const all = value === undefined ? [] : element.isList ? value : [value];
  if (!Array.isArray(all)) throw new WriteError(path, 'a list is expected');
  if (all.length < element.min) throw new WriteError(path, 'is missing');
  if (all.length > element.max) throw new WriteError(path, `is there ${all.length} times`);
  for (const one of all) writeContent(lines, element, inner(element, one, path), path, depth);
  return all.length > 0;
}

/** The value itself, where older releases have an element less. */
function inner({ within }: Element, value: unknown, path: string): unknown {
  if (within === null) return value;
  if (!isRecord(value)) throw new WriteError(path, 'elements are expected');
  const others = Object.keys(value).filter((key) => key !== within && value[key] !== undefined);
  if (others.length > 0)
    throw new WriteError(path, `this version has no ${others.join(', ')} here`);
  return value[within];
}

function writeContent(
  lines: string[],
  { tag, content }: Element,
  value: unknown,
  path: string,
  depth: number,
): void {
  const indent = '  '.repeat(depth);
  if (isGroup(content)) {
    lines.push(`${indent}<${tag}>`);
    writeGroup(lines, content, value, path, depth + 1);
    lines.push(`${indent}</${tag}>`);
    return;
  }
  lines.push(`${indent}<${tag}${leaf(content, value, path)}</${tag}>`);
}

/** From behind the name on. */
function leaf(content: Exclude<Content, Group>, value: unknown, path: string): string {
  switch (content.kind) {
    case 'text':
      return `>${escapeXml(checked(content.simple, typeof value === 'boolean' ? String(value) : value, path))}`;
    case 'amount': {
      if (!isRecord(value)) throw new WriteError(path, 'an amount is expected');
      const { Ccy, value: number } = value;
      if (typeof Ccy !== 'string' || !/^[A-Z]{3}$/.test(Ccy)) {
        throw new WriteError(path, 'a currency is expected');
      }
      return ` Ccy="${Ccy}">${checked(content.simple, number, path)}`;
    }
    case 'opaque': {
      const xml = isRecord(value) && opaqueXml in value ? value[opaqueXml] : null;
      if (typeof xml !== 'string') throw new WriteError(path, 'was too long or strange to be kept');
      return `>${xml}`;
    }
  }
}

function checked(simple: SimpleType, value: unknown, path: string): string {
  if (typeof value !== 'string') throw new WriteError(path, 'a text is expected');
  const problem = formProblem(simple, value);
  if (problem !== undefined) throw new WriteError(path, problem);
  return value;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
