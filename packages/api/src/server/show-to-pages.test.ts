import { fastify } from 'fastify';
import { expect, it } from 'vitest';
import { showToPages } from './show-to-pages.ts';

const nodes = ['http://127.0.0.1:26701', 'https://node2.example'];

async function allowedFor(origin: string): Promise<unknown> {
  const server = fastify();
  server.get('/', (request, reply) => {
    showToPages(nodes, request, reply);
    return '';
  });
  const answer = await server.inject({ url: '/', headers: { origin } });
  await server.close();
  return answer.headers['access-control-allow-origin'];
}

it.each([
  ['http://127.0.0.1:26701', true],
  // The same machine, by the name that browsers have passkeys for.
  ['http://localhost:26701', true],
  ['https://node2.example', true],
  ['http://localhost:26702', false],
  ['https://localhost:26701', false],
  ['http://localhost.example:26701', false],
  ['http://example@localhost:26701', false],
  ['null', false],
])('shows what it answers to a page of %s: %s', async (origin, isShown) => {
  expect(await allowedFor(origin)).toBe(isShown ? origin : undefined);
});
