import { describe, expect, it } from 'vitest';
import { endpoints, listEndpoints, pathOf } from '../index.ts';

describe('the table of endpoints', () => {
  it('has every endpoint once, each with a place of its own', () => {
    expect(
      listEndpoints()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(Object.keys(endpoints).sort());
    const places = listEndpoints().map(({ method, path }) => `${method} ${path}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it.each(listEndpoints().map((one) => [one.id, one] as const))(
    '%s: has the parameters that its path names, and answers with something',
    (_id, { path, parameters, accounts, answers }) => {
      const named = [...path.matchAll(/\{([a-z]+)\}/g)].map(([, name]) => name);
      const inPath = Object.entries(parameters).filter(([, one]) => one.in === 'path');
      expect(inPath.map(([name]) => name)).toEqual(named);
      if (accounts === 'path') expect(named).toContain('address');
      expect(Object.keys(answers)).not.toEqual([]);
    },
  );
});

describe('the path of a call', () => {
  it('has what is asked for, and of the query no more', () => {
    expect(pathOf(endpoints.getStatus, {})).toBe('/v1/status');
    expect(pathOf(endpoints.getBlock, { height: 'latest' })).toBe('/v1/blocks/latest');
    expect(pathOf(endpoints.getNodes, { after: 'node1', limit: 7 })).toBe(
      '/v1/nodes?after=node1&limit=7',
    );
    expect(pathOf(endpoints.getNodes, { after: undefined })).toBe('/v1/nodes');
  });
});
