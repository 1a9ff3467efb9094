import { Validator } from '@seriousme/openapi-schema-validator';
import { listEndpoints } from '@trellis/protocol/http-api';
import { describe, expect, it } from 'vitest';
import { openApi } from './openapi.ts';
import { referencePage } from './reference-page.ts';

interface Described {
  readonly operationId: string;
  readonly tags: readonly [string];
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly content: Readonly<
          Record<string, { readonly example?: unknown; readonly examples?: object }>
        >;
      }
    >
  >;
}

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const document = JSON.parse(JSON.stringify(openApi('0.1.0')));
    const validator = new Validator();
    expect(await validator.validate(document)).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('says of every operation where it belongs, with an example, and how it can fail', () => {
    const { paths, tags } = JSON.parse(JSON.stringify(openApi('0.1.0')));
    const operations = Object.values<Record<string, Described>>(paths).flatMap(
      Object.values<Described>,
    );
    expect(operations.length).toBe(listEndpoints().length);
    for (const {
      operationId,
      tags: [tag],
      responses,
    } of operations) {
      expect(tags.map(({ name }: { readonly name: string }) => name)).toContain(tag);
      const { default: _, ...told } = responses;
      expect(Object.keys(told)).toEqual(expect.arrayContaining(['400', '429', '500']));
      for (const { content } of Object.values(told)) {
        for (const one of Object.values(content)) {
          expect(one.example ?? Object.keys(one.examples ?? {})[0], operationId).toBeDefined();
        }
      }
    }
  });

  it('names what is taken and given', () => {
    const { components } = JSON.parse(JSON.stringify(openApi('0.1.0')));
    const { Operation, TransferOperation } = components.schemas;
    expect(Operation.discriminator.mapping.transfer).toBe('#/components/schemas/TransferOperation');
    expect(TransferOperation.properties.asset).toEqual({ $ref: '#/components/schemas/AssetCode' });
    const { value } = components.examples.insufficient_scope;
    expect(value).toMatchObject({ status: 403, code: 'insufficient_scope' });
  });
});

describe('the reference for people', () => {
  it('has every endpoint, and no scripts', () => {
    const page = referencePage('0.1.0');
    for (const { method, path } of listEndpoints())
      expect(page).toContain(`<h2>${method} ${path}</h2>`);
    expect(page).not.toMatch(/<script|https?:/);
  });
});
