/** A client that is made from the document alone compiles, and knows what the document says. */
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { openApi } from './openapi.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** A client of a few lines, calls that it must take, and calls that it must not. */
const program = `
import type { components, operations, paths } from './made-types.ts';

type Json<R> = R extends { content: { 'application/json': infer A } } ? A : never;
declare function get<P extends keyof paths>(
  path: P,
  given: paths[P] extends { get: { parameters: infer G } } ? G : never,
): Promise<paths[P] extends { get: { responses: { 200: infer R } } } ? Json<R> : never>;
declare function post<Id extends keyof operations>(
  id: Id,
  body: operations[Id] extends { requestBody: infer R } ? Json<R> : never,
): Promise<operations[Id] extends { responses: { 200: infer R } } ? Json<R> : never>;

type Operation = components['schemas']['Operation'];
const transfer: Operation = { type: 'transfer', source: 'a', to: 'b', asset: 'EUR', amount: '1' };
// @ts-expect-error an amount is missing
const short: Operation = { type: 'transfer', source: 'a', to: 'b', asset: 'EUR' };

export async function run(): Promise<readonly (string | null)[]> {
  const { reported } = await get('/v1/accounts/{address}', { path: { address: 'a' } });
  const { next } = await get('/v1/assets', { query: { limit: 10 } });
  // @ts-expect-error an account has to be named
  await get('/v1/accounts/{address}', {});
  // @ts-expect-error there is no such path
  await get('/v1/nothing', {});
  const { message } = await post('encodeTransaction', {
    chainId: 'c',
    sender: 'a',
    sequence: '1',
    validUntil: '9',
    operations: [transfer, short],
    memo: '',
  });
  // @ts-expect-error this is no answer of it
  (await get('/v1/status', {})).balances;
  return [reported.balances[0]?.amount ?? null, next, message];
}
`;

it('makes a client with openapi-typescript that compiles', async () => {
  const document = JSON.parse(JSON.stringify(openApi('0.1.0')));
  const types = astToString(await openapiTS(document));
  const texts = new Map([
    [here('made-types.ts'), types],
    [here('made-client.ts'), program],
  ]);
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  host.getSourceFile = (path, version) => {
    const text = texts.get(path);
    return text === undefined
      ? getSourceFile(path, version)
      : ts.createSourceFile(path, text, version);
  };
  const checked = ts.createProgram([here('made-client.ts')], options, host);
  const problems = ts.getPreEmitDiagnostics(checked);
  expect(
    problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
  ).toEqual([]);
  expect(types).toContain('TransferOperation');
});
