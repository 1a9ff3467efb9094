import { readFileSync } from 'node:fs';
import { decodeAnswer, decodeJson, type Json } from '@trellis/protocol';
import { exampleOf, listEndpoints, statusResponseCodec } from '@trellis/protocol/http-api';
import { describe, expect, it } from 'vitest';
import { getStatus } from './read.ts';
import { fakeTransport } from './testing/fake-node.ts';

const answers = listEndpoints().flatMap((endpoint) =>
  Object.entries(endpoint.answers).flatMap(([status, { codec }]) =>
    codec === null ? [] : [{ name: `${endpoint.id} ${status}`, codec }],
  ),
);

/** Examples of all answers that there were at commit 35c6ceb, as the codecs of that commit gave them. */
const former: Readonly<Record<string, Json>> = JSON.parse(
  readFileSync(new URL('testing/answers-35c6ceb.json', import.meta.url), 'utf8'),
);

/** What a node of commit 35c6ceb answered to `GET /v1/status`. */
const formerStatus = `{"version":"0.1.0","chainId":"older-net",
"genesisHash":"eeec5f86c6e5c545a37f6186d96f9934a13b43b517b79266aae86ed2c0855d8a","node":{"name":"node1",
"peer":"12D3KooWFFnaTtS8T1qdSXbkf8ABkqHTvBeAwHUpMBr6tEyFFEFu",
"validator":"trellis10r5wzq8sqkedjg0me46hue6eh7qc4u7x5yq7xmutr30tlzsesdgs3cdq69","provider":"native",
"groups":["X25519MLKEM768"],"requirePostQuantum":true},"head":{"height":"1",
"blockId":"b58e17ff4c5795f50a5337c57e7f542b0b295a6daeca84ea5dddcb2ef54edb60","time":"1796051647120"},
"keeps":{"blocksFrom":"0","statesFrom":"1"},"consensus":{"height":"1","round":0,"step":"decided"},
"mempool":{"count":0,"bytes":0},"peers":[]}`;

type Path = readonly (string | number)[];

/** Where the fields of records are in an answer, with those inside them. */
function* fieldsOf(json: Json, path: Path = []): Generator<Path> {
  if (typeof json !== 'object' || json === null) return;
  const isList = Array.isArray(json);
  for (const [key, part] of Object.entries(json)) {
    const own = [...path, isList ? Number(key) : key];
    if (!isList) yield own;
    yield* fieldsOf(part, own);
  }
}

/** The answer without the field at a path. */
function without(json: Json, [key, ...rest]: Path): Json {
  if (key === undefined || typeof json !== 'object' || json === null) return json;
  const parts = Object.entries(json).flatMap(([name, part]) => {
    if (name !== String(key)) return [[name, part] as const];
    return rest.length === 0 ? [] : [[name, without(part, rest)] as const];
  });
  return Array.isArray(json) ? parts.map(([, part]) => part) : Object.fromEntries(parts);
}

/** The value at a path. */
function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (whole, key) => (whole as Readonly<Record<string | number, unknown>>)[key],
    value,
  );
}

/** Fields that may be missing in an answer, as its codec says: those with which it is read, and then `null`. */
function addedFields({ codec }: (typeof answers)[number]): readonly Path[] {
  const example = exampleOf(codec.schema);
  return [...fieldsOf(example)].filter((path) => {
    const read = decodeAnswer(codec, without(example, path));
    return read.ok && valueAt(read.value, path) === null;
  });
}

describe('the answers of an older node', () => {
  it.each(answers)('$name: is read without what was added later', (answer) => {
    const { codec } = answer;
    const example = exampleOf(codec.schema);
    const added = addedFields(answer);
    const older = added.reduce(without, example);
    const read = decodeAnswer(codec, older);
    expect(read).toMatchObject({ ok: true });
    for (const path of added) {
      // The node still has to write it, and what is no answer has to have it.
      expect(valueAt(codec.schema, schemaPath(path)), path.join('.')).toContain(path.at(-1));
      expect(decodeJson(codec, without(example, path)).ok, path.join('.')).toBe(false);
      expect(read.ok && valueAt(read.value, path), path.join('.')).toBe(null);
    }
  });

  it('lack these fields alone', () => {
    const all = answers.flatMap((answer) =>
      addedFields(answer).map((path) => `${answer.name} ${path.join('.')}`),
    );
    expect(all.toSorted()).toEqual([
      'createApiKey 201 key.boundTo',
      'getApiKeys 200 keys.0.boundTo',
      'getStatus 200 chainAheadMs',
      'getStatus 200 guard',
      'getStatus 200 keeps.witnessesFrom',
      'getStatus 200 node.instance',
      'getStatus 200 node.mlDsa',
      'getStatus 200 storage',
      'getWhy 200 alerts',
      'revokeApiKey 200 key.boundTo',
      'rotateApiKey 201 key.boundTo',
    ]);
  });

  it.each(Object.entries(former))('%s: is read as it once was', (name, json) => {
    const answer = answers.find((one) => one.name === name);
    expect(answer && decodeAnswer(answer.codec, json)).toMatchObject({ ok: true });
  });

  it('are not read with null in place of a field', () => {
    const example = exampleOf(statusResponseCodec.schema) as Readonly<Record<string, Json>>;
    expect(decodeAnswer(statusResponseCodec, { ...example, guard: null }).ok).toBe(false);
  });

  it('may be the status of a node before guards and storage were reported', async () => {
    const transport = fakeTransport(() => new Response(formerStatus));
    const { node, head, storage, guard, chainAheadMs } = await getStatus(transport);
    expect({ name: node.name, height: head.height }).toEqual({ name: 'node1', height: 1n });
    expect([node.instance, node.mlDsa, storage, guard, chainAheadMs]).toEqual(Array(5).fill(null));
  });
});

/** Where the schema of an answer lists the fields that a record has to have. */
function schemaPath(path: Path): Path {
  const parents = path
    .slice(0, -1)
    .flatMap((key) => (typeof key === 'number' ? ['items'] : ['properties', key]));
  return [...parents, 'required'];
}
