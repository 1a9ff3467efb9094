/** The trial of requests finds a parser that takes time in the square of what it is given. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startNetwork, type TestNetwork } from '../e2e/network.ts';
import { tryRequests } from './requests/request-trial.ts';

let network: TestNetwork;

beforeAll(async () => {
  const before = process.env.NODE_OPTIONS;
  const parser = fileURLToPath(new URL('./requests/quadratic-parser.ts', import.meta.url));
  process.env.NODE_OPTIONS = `--import ${parser}`;
  try {
    network = await startNetwork({ scheme: 'ml-dsa-44', logLevel: 'warn' });
  } finally {
    if (before === undefined) delete process.env.NODE_OPTIONS;
    else process.env.NODE_OPTIONS = before;
  }
});

afterAll(async () => {
  await network?.remove();
});

it('a body that such a parser holds the event loop for is named, and no other', async () => {
  const { tooLong, disturbed } = await tryRequests(network, {
    seed: 1,
    // Enough to see it by, and little enough that a busy machine gets through it.
    bytes: 400_000,
    share: 0,
    quietMs: 100,
    isBrief: true,
    only: ['long number', 'form bomb'],
  });
  const found = JSON.stringify(disturbed);
  expect(
    tooLong.map(({ name }) => name),
    found,
  ).toEqual(['long number']);
});
