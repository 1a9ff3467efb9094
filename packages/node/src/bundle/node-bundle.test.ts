import { readFile } from 'node:fs/promises';
import { beforeAll, expect, it } from 'vitest';
import { buildNode } from '../build/build-node.ts';
import { nodeBundle } from './node-bundle.ts';
import { withOriginalPlaces } from './original-place.ts';

let bundle: string;
beforeAll(async () => {
  await buildNode();
  bundle = nodeBundle([]) ?? '';
});

it('is used unless something is loaded before it, or looks at it', () => {
  expect(bundle).toMatch(/packages\/node\/dist\/node-process\.js$/);
  expect(nodeBundle(['--max-semi-space-size=32', ''])).toBe(bundle);
  for (const flag of ['--import', '--import=./x.ts', '-r', '--cpu-prof', '--inspect-brk=0']) {
    expect(nodeBundle([flag]), flag).toBeUndefined();
  }
});

it('a trace names the places of the sources', async () => {
  const text = 'expected one argument: the configuration file';
  const placeIn = (code: string): [line: number, column: number] => {
    const before = code.slice(0, code.indexOf(text)).split('\n');
    return [before.length, (before.at(-1) ?? '').length + 1];
  };
  const source = new URL('../node-process.ts', import.meta.url).pathname;
  const [line, column] = placeIn(await readFile(bundle, 'utf8'));
  const [wanted] = placeIn(await readFile(source, 'utf8'));
  const trace = `Error: no\n    at run (file://${bundle}:${line}:${column})\n    at node:fs:1:2`;
  expect(withOriginalPlaces(trace)).toMatch(
    new RegExp(`^Error: no\\n {4}at run \\(${source}:${wanted}:\\d+\\)\\n {4}at node:fs:1:2$`),
  );
  // Of what has no map nothing is known.
  const other = trace.replaceAll(bundle, '/no/such/file.js');
  expect(withOriginalPlaces(other)).toBe(other);
});
