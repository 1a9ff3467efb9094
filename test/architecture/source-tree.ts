/** The sources of all packages as data: who imports what, and how long their functions are. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type ArrowFunctionExpression,
  type Function as FunctionNode,
  type Program,
  parseSync,
  Visitor,
} from 'oxc-parser';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Source {
  /** Empty for what belongs to no package: tests of several, scripts. */
  readonly package: string;
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
  readonly isTest: boolean;
  /** Specifiers as they are written, dynamic imports and resolved URLs included. */
  readonly imports: readonly string[];
  /** Files that are not imported but started, as threads or programs: `new URL('./worker.ts', …)`. */
  readonly started: readonly string[];
  readonly functions: readonly LongFunction[];
}

interface LongFunction {
  readonly name: string;
  /** From its first line to its last. */
  readonly lines: number;
}

/** All TypeScript below some folders of the repository. */
export function readSources(folders: readonly string[]): readonly Source[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => readSource(relative(root, join(entry.parentPath, entry.name))))
      .filter(({ path }) => !/(^|\/)(node_modules|dist[^/]*)\//.test(path)),
  );
}

function readSource(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8');
  const { program, module, errors } = parseSync(path, text);
  if (errors[0] !== undefined) throw new Error(`${path}: ${errors[0].message}`);
  const named = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
    ...[...text.matchAll(/(?:\bimport|import\.meta\.resolve)\(\s*'([^']+)'/g)].map(
      ([, name = '']) => name,
    ),
  ];
  return {
    package: /^packages\/([^/]+)\//.exec(path)?.[1] ?? '',
    path,
    text,
    isTest: /\.(test|bench)\.tsx?$|(^|\/)testing\/|^test\//.test(path),
    imports: [...new Set(named)],
    started: [...text.matchAll(/\bnew URL\(\s*'([^']+)'/g)].map(([, name = '']) => name),
    functions: functionsOf(program, text),
  };
}

function functionsOf(program: Program, text: string): readonly LongFunction[] {
  const found: LongFunction[] = [];
  const starts = lineStarts(text);
  const note = (node: FunctionNode | ArrowFunctionExpression): void => {
    const [first, last] = [lineOf(starts, node.start), lineOf(starts, node.end)];
    const name = node.type === 'ArrowFunctionExpression' ? undefined : node.id?.name;
    found.push({ name: name ?? `the function at line ${first + 1}`, lines: last - first + 1 });
  };
  new Visitor({
    FunctionDeclaration: note,
    FunctionExpression: note,
    ArrowFunctionExpression: note,
  }).visit(program);
  return found;
}

function lineStarts(text: string): readonly number[] {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
}

function lineOf(starts: readonly number[], offset: number): number {
  const after = starts.findIndex((start) => start > offset);
  return (after === -1 ? starts.length : after) - 1;
}

/** The file of a relative import; `undefined` for what comes from elsewhere. */
export function targetOf({ path }: Source, specifier: string): string | undefined {
  return specifier.startsWith('.') ? normalize(join(dirname(path), specifier)) : undefined;
}

/** The package of an import such as `@libp2p/tcp` or `level`; `undefined` for a file or a built-in. */
export function packageOf(specifier: string): string | undefined {
  if (/^[.#/]|^node:/.test(specifier)) return undefined;
  const [scope = '', name = ''] = specifier.split('/');
  return specifier.startsWith('@') ? `${scope}/${name}` : scope;
}

/** Groups of nodes that can all reach each other: strongly connected components (Tarjan 1972). */
export function cyclesOf(edges: ReadonlyMap<string, ReadonlySet<string>>): readonly string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[][] = [];
  const lowest = (node: string, other: number): void => {
    low.set(node, Math.min(low.get(node) ?? other, other));
  };
  const visit = (node: string): void => {
    const index = order.size;
    order.set(node, index);
    low.set(node, index);
    stack.push(node);
    for (const next of edges.get(node) ?? []) {
      if (!order.has(next)) {
        visit(next);
        lowest(node, low.get(next) ?? index);
      } else if (stack.includes(next)) lowest(node, order.get(next) ?? index);
    }
    if (low.get(node) !== index) return;
    const cycle = stack.splice(stack.indexOf(node));
    if (cycle.length > 1) cycles.push(cycle.sort());
  };
  for (const node of edges.keys()) if (!order.has(node)) visit(node);
  return cycles;
}
