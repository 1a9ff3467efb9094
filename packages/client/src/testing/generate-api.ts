/** Makes `generated/api.ts` from the OpenAPI document of a node. */
import openapiTS from 'openapi-typescript';
import ts from 'typescript';

const header = `/**
 * The API as its OpenAPI document describes it: made by "pnpm generate", never by hand. A test says when
 * it is no longer what the document says.
 */
`;

/** TypeScript for every path of the document. */
export async function generateApi(document: object): Promise<string> {
  const nodes = await openapiTS(JSON.stringify(document), { immutable: true, alphabetize: true });
  const file = ts.createSourceFile('api.ts', '', ts.ScriptTarget.ES2022);
  const list = ts.factory.createNodeArray(nodes);
  const text = ts.createPrinter().printList(ts.ListFormat.MultiLine, list, file);
  return (
    header +
    text
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n')
  );
}
