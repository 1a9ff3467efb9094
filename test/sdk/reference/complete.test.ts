/** Whoever looks a function up finds how it is called. `run.test.ts` runs what they find. */
import { expect, it } from 'vitest';
import { clientMethods, examples, offeredFunctions } from './collect.ts';

const has = (name: string): boolean => examples.some((one) => one.name === name);

it('finds the functions of the SDK, and the methods of a client', () => {
  expect(offeredFunctions).toEqual(expect.arrayContaining(['createClient', 'transfer', 'getHead']));
  expect(clientMethods).toEqual(expect.arrayContaining(['pay', 'wait', 'subscribe', 'history']));
});

it.each(offeredFunctions)('%s has an example', (name) => expect(has(name)).toBe(true));

it.each(clientMethods)('client.%s has an example', (name) => {
  expect(has(`client.${name}`)).toBe(true);
});

it('is short, as an example is', () => {
  for (const { name, code } of examples) expect(code.split('\n').length, name).toBeLessThan(12);
});
