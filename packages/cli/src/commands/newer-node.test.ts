/** What commands show of a node that is newer than they are: codes and kinds that they do not know, as it has them. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json } from '@trellis/protocol';
import { exampleOf, listEndpoints } from '@trellis/protocol/http-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliHome, createHome } from '../testing/run-cli.ts';

type Schema = Parameters<typeof exampleOf>[0];

/** An example of what a schema allows, but with new codes and new kinds wherever there can be some. */
function newerExample(schema: Schema, json: Json): Json {
  if (schema.enum !== undefined) return 'a_new_code';
  if (schema.oneOf !== undefined) return { type: 'aNewKind', more: 1 };
  const [choice] = schema.anyOf ?? [];
  if (choice !== undefined) return newerExample(choice, json);
  if (Array.isArray(json)) return json.map((one) => newerExample(schema.items ?? {}, one));
  if (typeof json !== 'object' || json === null) return json;
  const parts = Object.entries(json).map(([key, part]) => [
    key,
    // A list ends.
    key === 'next' ? null : newerExample(schema.properties?.[key] ?? {}, part as Json),
  ]);
  return { ...Object.fromEntries(parts), aNewField: 1 };
}

const answers = new Map(
  listEndpoints().flatMap(({ path, answers: { 200: answer } }) =>
    answer?.codec ? [[path, newerExample(answer.schema, exampleOf(answer.schema))]] : [],
  ),
);

let cli: CliHome;
let server: Server;

beforeAll(async () => {
  cli = await createHome();
  server = createServer((request, response) => {
    const path = new URL(request.url ?? '', 'http://node').pathname;
    const template = [...answers.keys()].find((one) =>
      new RegExp(`^${one.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(path),
    );
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answers.get(template ?? '') ?? null));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server.close();
  await cli.remove();
});

describe('what a newer node says, and this version does not know, is shown as the node has it', () => {
  it.each([
    { command: 'status', shown: 'height 120, round 1, a_new_code' },
    { command: 'status --why', shown: /cause +a_new_code/ },
    { command: 'peers', shown: /text +a_new_code/ },
    { command: 'validators', shown: 'a_new_code (not known here)' },
    { command: 'governance list', shown: 'aNewKind (not known here)' },
  ])('by "trellis $command"', async ({ command, shown }) => {
    const node = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const args = [...command.split(' '), '--node', node];
    const { code, stdout, stderr } = await cli.runWithin(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(shown);
    expect(stdout).not.toMatch(/\[object|undefined|NaN/);
    const { stdout: json } = await cli.runWithin([...args, '--json']);
    expect(json).toMatch(/"a_new_code"|"aNewKind"/);
  });
});
