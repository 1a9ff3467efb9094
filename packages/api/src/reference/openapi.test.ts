import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { routes } from '../server/routes.ts';
import { openApi } from './openapi.ts';
import { referencePage } from './reference-page.ts';

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const document = JSON.parse(JSON.stringify(openApi(routes, '0.1.0')));
    const validator = new Validator();
    expect(await validator.validate(document)).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('has every route once, each with a name of its own', () => {
    const places = routes.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(places).size).toBe(routes.length);
    expect(new Set(routes.map(({ id }) => id)).size).toBe(routes.length);
  });

  it.each(routes.map((route) => [route.path, route] as const))(
    'describes every parameter in the path %s',
    (path, { parameters }) => {
      const inPath = [...path.matchAll(/\{([a-z]+)\}/g)].map(([, name]) => name);
      const described = parameters.filter((one) => one.in === 'path').map(({ name }) => name);
      expect(described).toEqual(inPath);
    },
  );
});

describe('the reference for people', () => {
  it('has every route, and no scripts', () => {
    const page = referencePage(routes, '0.1.0');
    for (const { method, path } of routes) expect(page).toContain(`<h2>${method} ${path}</h2>`);
    expect(page).not.toMatch(/<script|https?:/);
  });
});
