import type { Json } from '@trellis/protocol';
import { exampleOf, listEndpoints } from '@trellis/protocol/http-api';
import { describe, expect, it } from 'vitest';
import { ask } from './call.ts';
import { ApiProblem, Unreachable } from './errors.ts';
import { openEventStream } from './event-stream.ts';
import { fakeTransport } from './testing/fake-node.ts';

type Schema = Parameters<typeof exampleOf>[0];
type Endpoint = ReturnType<typeof listEndpoints>[number];

const answers = listEndpoints().flatMap((endpoint) =>
  Object.entries(endpoint.answers).flatMap(([status, { codec }]) =>
    codec === null ? [] : [{ name: `${endpoint.id} ${status}`, endpoint, status, codec }],
  ),
);

/** What is hashed again, or is about to be, or was signed, stays strict: there nothing unknown is understood. */
const strict =
  /^getGenesis\b|^getRecoveries .*\.recoveries\.0|\.(header|certificate|descendants|record|signed|evidence\.0\.evidence|waiting\.0\.evidence)(\.|$)|^(getTransaction|submitTransaction) .*\.final\.receipt(\.|$)|^getValidatorChanges .*\.validators|^(getConsentRequest|getConsents|revokeConsent) .*\.details(\.|$)/;

/** An answer in which a node has one thing more. */
interface Newer {
  readonly path: string;
  readonly what: 'field' | 'code';
  readonly json: Json;
}

/** The answers with one more field in one of the objects, or another code in one place. */
function* newerAnswers(schema: Schema, json: Json, path: string): Generator<Newer> {
  if (typeof json === 'string') {
    if (schema.enum !== undefined) yield { path, what: 'code', json: 'a_new_code' };
    return;
  }
  const kind = (schema.anyOf ?? schema.oneOf)?.find(
    (one) => one.properties?.type?.const === undefined || typeOf(json) === one.title,
  );
  if (schema.oneOf !== undefined && kind !== undefined) {
    yield { path, what: 'code', json: { type: 'aNewKind', more: 1 } };
  }
  if (kind !== undefined) return yield* newerAnswers(kind, json, path);
  if (Array.isArray(json)) {
    const [first, ...rest] = json;
    const { items } = schema;
    if (first === undefined || items === undefined) return;
    for (const one of newerAnswers(items, first, `${path}.0`)) {
      yield { ...one, json: [one.json, ...rest] };
    }
    return;
  }
  if (typeof json !== 'object' || json === null) return;
  yield { path, what: 'field', json: { ...json, aNewField: { of: 'a newer node' } } };
  for (const [key, part] of Object.entries(schema.properties ?? {})) {
    const own = (json as Readonly<Record<string, Json>>)[key] ?? null;
    for (const one of newerAnswers(part, own, `${path}.${key}`)) {
      yield { ...one, json: { ...json, [key]: one.json } };
    }
  }
}

function typeOf(json: Json): Json | undefined {
  return typeof json === 'object' && json !== null && 'type' in json ? json.type : undefined;
}

function transportOf(answer: () => Response) {
  return fakeTransport(answer);
}

/** What the SDK makes of an answer to any call of the endpoint. */
function read(endpoint: Endpoint, status: string, json: Json): Promise<unknown> {
  const transport = transportOf(
    () => new Response(JSON.stringify(json), { status: Number(status) }),
  );
  return ask(transport, { ...endpoint, path: '/', parameters: {}, body: null }, {});
}

/** Whether something unknown is in a value, with what the node said. */
function hasUnknown(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  if ('type' in value && value.type === 'unknown' && 'original' in value) return true;
  return Object.values(value).some(hasUnknown);
}

describe('the answers of a newer node', () => {
  it.each(answers)('$name: the SDK reads what it knows of it', async (answer) => {
    const { name, endpoint, status, codec } = answer;
    const example = exampleOf(codec.schema);
    for (const { path, what, json } of newerAnswers(codec.schema, example, name)) {
      const place = `${what} at ${path}`;
      if (strict.test(path)) {
        await expect(read(endpoint, status, json), place).rejects.toThrow(Unreachable);
        continue;
      }
      const value = await read(endpoint, status, json);
      // A field more is passed over; a code or kind that is new is kept as it came.
      expect(codec.toJson(value), place).toEqual(what === 'field' ? example : json);
      expect(hasUnknown(value), place).toBe(what === 'code');
    }
  });

  it('have codes and kinds that may be new, and parts that are strict', () => {
    const all = answers.flatMap(({ name, codec }) => [
      ...newerAnswers(codec.schema, exampleOf(codec.schema), name),
    ]);
    const codes = all.filter(({ what }) => what === 'code').map(({ path }) => path);
    expect(codes).toContain('getWhy 200.cause');
    expect(codes).toContain('getMempool 200.transactions.0.transaction.operations.0');
    expect(codes).toContain('getBlock 200.transactions.0.status');
    expect(codes).toContain('getApiKeys 200.keys.0.scopes.0');
    expect(codes.filter((path) => strict.test(path)).length).toBeGreaterThan(10);
    expect(codes.filter((path) => !strict.test(path)).length).toBeGreaterThan(30);
  });

  it('may be refusals with more fields', async () => {
    const problem = { type: 't', title: 't', status: 409, code: 'a_new_code', detail: 'd' };
    const json = JSON.stringify({ ...problem, aNewField: 1 });
    const transport = transportOf(() => new Response(json, { status: 409 }));
    const [one] = listEndpoints().filter(({ id }) => id === 'getStatus');
    if (one === undefined) throw new Error('no such endpoint');
    const asked = ask(transport, { ...one, path: '/', parameters: {}, body: null }, {});
    await expect(asked).rejects.toSatisfy(
      (error) => error instanceof ApiProblem && error.code === 'a_new_code',
    );
  });

  it('may be events with more fields, and outcomes that are new', async () => {
    const data = {
      transactionId: '0'.repeat(64),
      height: '7',
      status: 'a_new_code',
      aNewField: 1,
    };
    const transport = transportOf(
      () => new Response(`event: transaction\nid: 7\ndata: ${JSON.stringify(data)}\n\n`),
    );
    const events = await openEventStream(transport, new AbortController().signal);
    expect((await events.next()).value).toMatchObject({
      type: 'transaction',
      height: 7n,
      status: { type: 'unknown', original: 'a_new_code' },
    });
  });
});
