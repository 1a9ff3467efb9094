/** The examples of the reference: what stands under `@example` at the functions that `@trellis/client` offers. */
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as sdk from '@trellis/client';
import { root } from '../../../scripts/release/packages.ts';

export interface Example {
  /** Such as `getStatus`, or `client.pay`. */
  readonly name: string;
  /** The file that it stands in, without its ending. */
  readonly file: string;
  readonly code: string;
}

/** The functions of the package's first face; errors are classes, and thrown to a program. */
export const offeredFunctions: readonly string[] = Object.entries(sdk)
  .filter(([, value]) => typeof value === 'function' && !isClass(value))
  .map(([name]) => name);

function isClass(value: object): boolean {
  return 'prototype' in value && value.prototype instanceof Error;
}

const folder = join(root, 'packages', 'client', 'src');
const sources: readonly (readonly [string, string])[] = globSync('**/*.ts', { cwd: folder })
  .filter((path) => !/\.test\.ts$|^testing/.test(path))
  .map((path) => [basename(path, '.ts'), readFileSync(join(folder, path), 'utf8')]);

const comment = String.raw`\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n\s*`;
const declared = new RegExp(
  String.raw`^${comment}export (?:async )?(?:function\*? |const )(\w+)`,
  'gm',
);
const member = new RegExp(String.raw`^ {2}${comment}(?:readonly )?(\w+)[(:]`, 'gm');

/** The methods of a client, in their order. */
export const clientMethods: readonly string[] = [
  ...bodyOfClient().matchAll(/^ {2}(?:readonly )?(\w+)[(:]/gm),
].flatMap(([, name = '']) => (name === 'transport' || name === 'light' ? [] : [name]));

export const examples: readonly Example[] = [
  ...sources.flatMap(([file, text]) =>
    [...text.matchAll(declared)]
      .filter(([, , name = '']) => offeredFunctions.includes(name))
      .flatMap(([, words = '', name = '']) => examplesIn(words, { file, name })),
  ),
  ...membersOfClient().flatMap(([words, name]) =>
    examplesIn(words, { file: 'client', name: `client.${name}` }),
  ),
];

function membersOfClient(): readonly (readonly [words: string, name: string])[] {
  return [...bodyOfClient().matchAll(member)].map(([, words = '', name = '']) => [words, name]);
}

function bodyOfClient(): string {
  const text = sources.find(([file]) => file === 'client')?.[1] ?? '';
  return text.match(/^export interface Client \{\n([\s\S]*?)^\}/m)?.[1] ?? '';
}

function examplesIn(words: string, of: Pick<Example, 'name' | 'file'>): readonly Example[] {
  const plain = words.replace(/^\s*\* ?/gm, '');
  return plain
    .split('@example')
    .slice(1)
    .map((code) => ({ ...of, code: code.replace(/^@[\s\S]*/m, '').trim() }));
}
