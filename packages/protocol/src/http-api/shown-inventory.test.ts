import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shownInventory } from './shown-inventory.ts';

const property = (name: string, value: string) => ({ name: `trellis:${name}`, value });

it('gives components with their strength and uses, and what is exposed', () => {
  const inventory = {
    components: [
      {
        name: 'X25519',
        properties: [
          property('use', 'TLS'),
          property('use', 'p2p'),
          property('postQuantum', 'false'),
        ],
      },
      { name: 'OpenSSL' },
    ],
    metadata: { properties: [property('exposed', 'whoever records this reads it later')] },
  };
  expect(shownInventory(inventory)).toEqual({
    components: [
      { name: 'X25519', isPostQuantum: false, uses: ['TLS', 'p2p'] },
      { name: 'OpenSSL', isPostQuantum: null, uses: [] },
    ],
    exposed: ['whoever records this reads it later'],
  });
});

it('passes over whatever is no such document', () => {
  const shape = (value: unknown) =>
    JSON.parse(JSON.stringify({ components: value, metadata: value }));
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(shownInventory(shape(value)).exposed).toEqual([]);
      expect(shownInventory(shape([value, { properties: value, name: value }]))).toBeDefined();
    }),
  );
});
