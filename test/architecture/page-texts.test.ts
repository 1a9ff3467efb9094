// cspell:ignore quasis
/** What the page and the wallet show is in their catalogues: components have no text of their own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Message, withValues } from '@trellis/explorer/language';
import { german } from '@trellis/explorer/messages';
import { type Expression, type JSXChild, parseSync, Visitor } from 'oxc-parser';
import { expect, it } from 'vitest';
import { readSources, root } from './source-tree.ts';

/** Attributes and properties of components that are read or heard. */
const shownAttributes = new Set([
  ...['title', 'label', 'aria-label', 'hint', 'empty', 'what', 'placeholder'],
]);

const isText = (text: string): boolean => /\p{L}{2,}/u.test(text);

/** The texts that an expression shows by itself. */
function textsOf(node: Expression): readonly string[] {
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' && isText(node.value) ? [node.value] : [];
    case 'TemplateLiteral': {
      const text = node.quasis.map(({ value }) => value.cooked ?? '').join('');
      return isText(text) ? [text] : [];
    }
    case 'ConditionalExpression':
      return [...textsOf(node.consequent), ...textsOf(node.alternate)];
    case 'LogicalExpression':
      return [...textsOf(node.left), ...textsOf(node.right)];
    default:
      return [];
  }
}

function textsOfChild(child: JSXChild): readonly string[] {
  if (child.type === 'JSXText') return isText(child.value) ? [child.value.trim()] : [];
  if (child.type !== 'JSXExpressionContainer') return [];
  return child.expression.type === 'JSXEmptyExpression' ? [] : textsOf(child.expression);
}

/** The texts in a component that are in no catalogue. */
function literalTexts(path: string, source: string): readonly string[] {
  const found: string[] = [];
  new Visitor({
    JSXElement({ children }) {
      found.push(...children.flatMap(textsOfChild));
    },
    JSXFragment({ children }) {
      found.push(...children.flatMap(textsOfChild));
    },
    CallExpression({ callee, arguments: [first] }) {
      if (first === undefined || first.type === 'SpreadElement') return;
      const isJoin =
        callee.type === 'MemberExpression' &&
        callee.property.type === 'Identifier' &&
        callee.property.name === 'join';
      const isProblem = callee.type === 'Identifier' && callee.name === 'setProblem';
      if (isJoin || isProblem) found.push(...textsOf(first));
    },
    JSXAttribute({ name, value }) {
      if (name.type !== 'JSXIdentifier' || !shownAttributes.has(name.name) || value === null)
        return;
      if (value.type === 'Literal') found.push(...textsOf(value));
      if (value.type === 'JSXExpressionContainer') found.push(...textsOfChild(value));
    },
  }).visit(parseSync(path, source).program);
  return found.map((text) => `${path}: ${text}`);
}

/** What is shown of a proof, and of what is unusual. */
const shownProperties = new Set(['what', 'how', 'text', 'about', 'reason']);

/** The texts outside of components that are in no catalogue: of proofs, of notes, and why something can't be shown. */
function literalWords(path: string, source: string): readonly string[] {
  const found: string[] = [];
  const words = (node: Expression): void => {
    found.push(...textsOf(node).filter((text) => /\p{L}{2,} /u.test(text)));
  };
  new Visitor({
    Property({ key, value }) {
      if (key.type === 'Identifier' && shownProperties.has(key.name)) words(value as Expression);
    },
    CallExpression({ callee, arguments: [, what] }) {
      const isReading = callee.type === 'Identifier' && callee.name === 'readProven';
      if (isReading && what !== undefined && what.type !== 'SpreadElement') words(what);
    },
  }).visit(parseSync(path, source).program);
  return found.map((text) => `${path}: ${text}`);
}

const components = readSources(['packages/explorer/src']).filter(
  ({ path, isTest }) => path.endsWith('.tsx') && !isTest,
);

it('no component shows a text that is in no catalogue', () => {
  expect(components.length).toBeGreaterThan(60);
  expect(components.flatMap(({ path, text }) => literalTexts(path, text))).toEqual([]);
});

it('nothing that is told of a proof is in no catalogue', () => {
  const modules = readSources(['packages/explorer/src/page']).filter(
    ({ path, isTest }) => !isTest && !path.includes('/messages/') && !path.includes('/testing/'),
  );
  expect(modules.length).toBeGreaterThan(90);
  expect(modules.flatMap(({ path, text }) => literalWords(path, text))).toEqual([]);
});

it('a text outside of a component would be found', () => {
  const source =
    'const proof = { what: "the block", how: t("It hashes") }; readProven(s, "its rules", f);';
  expect(literalWords('a.ts', source)).toHaveLength(2);
});

it('a text in a component would be found', () => {
  const value = '$' + '{it}';
  const source = `<p title="A title">{isIt ? \`so ${value}\` : t("all")} and <b>bold</b>{"more"}</p>`;
  expect(literalTexts('a.tsx', source)).toHaveLength(5);
  const joined = "ends.join(' and '); parts.join(', '); setProblem(isIt ? it : 'it failed');";
  expect(literalTexts('a.tsx', joined)).toHaveLength(2);
});

it('each text has its values in every language, and is shown somewhere', () => {
  const shown = readSources(['packages/explorer/src'])
    .filter(({ path, isTest }) => !isTest && !path.includes('/messages/'))
    .map(({ path }) => readFileSync(join(root, path), 'utf8').replaceAll("\\'", "'"))
    .join('\n');
  const valuesIn = (text: string): readonly string[] => (text.match(/\{\d\}/g) ?? []).sort();
  for (const [english, text] of Object.entries(german)) {
    expect(valuesIn(text), english).toEqual(valuesIn(english));
    const quoted = /^[A-Za-z]+$/.test(english) ? english : `'${english}'`;
    expect(shown.includes(quoted), `“${english}” is shown nowhere`).toBe(true);
  }
});

it('puts the values into the text of the language', () => {
  const message: Message = '{0} of {1}';
  expect(withValues(message, [1, 2n])).toBe('1 of 2');
  expect(withValues(german[message], ['{1}', 'b'])).toBe('{1} von b');
});
