import { describe, expect, it } from 'vitest';
import { type Codec, decodeJson, type Json } from '../../codec.ts';
import { exampleOf, listEndpoints, schemaName } from '../index.ts';

const codecs = listEndpoints().flatMap(({ id, body, answers }) => [
  ...Object.entries(answers).flatMap(([status, { codec }]): [string, Codec<unknown>][] =>
    codec === null ? [] : [[`answer ${status} of ${id}`, codec]],
  ),
  ...(body === null || body.type === 'form'
    ? []
    : [[`body of ${id}`, body.codec] as [string, Codec<unknown>]]),
]);

describe('what goes over the API as JSON', () => {
  it.each(codecs)('%s: has an example, which comes back as it is', (_name, codec) => {
    const example = exampleOf(codec.schema);
    const decoded = decodeJson(codec, example);
    expect(decoded).toMatchObject({ ok: true });
    if (decoded.ok) expect(codec.toJson(decoded.value)).toEqual(example);
  });

  it.each(codecs.filter(([name]) => name !== 'body of submitTransactions'))(
    '%s: has a name',
    (_name, { schema }) => {
      expect(schemaName(schema)).toMatch(/^[A-Z][A-Za-z0-9]*$/);
    },
  );

  it('shows what may be left out as something', () => {
    const example = exampleOf({ anyOf: [{ type: 'boolean' }, { type: 'null' }] }) satisfies Json;
    expect(example).toBe(true);
  });
});
