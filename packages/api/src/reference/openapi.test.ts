import { Validator } from '@seriousme/openapi-schema-validator';
import { listEndpoints } from '@trellis/protocol/http-api';
import { describe, expect, it } from 'vitest';
import { openApi } from './openapi.ts';
import { referencePage } from './reference-page.ts';

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const document = JSON.parse(JSON.stringify(openApi('0.1.0')));
    const validator = new Validator();
    expect(await validator.validate(document)).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
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
