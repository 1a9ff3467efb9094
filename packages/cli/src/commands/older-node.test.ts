/** What commands show of a node that is older than they are: what it does not report is unknown, neither well nor bad. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exampleOf, statusResponseCodec } from '@trellis/protocol/http-api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CliHome, createHome } from '../testing/run-cli.ts';

/** Fields that the status did not have at first. */
const added = new Set(['instance', 'mlDsa', 'storage', 'guard', 'chainAheadMs']);

let cli: CliHome;
let server: Server;

beforeAll(async () => {
  cli = await createHome();
  const status = exampleOf(statusResponseCodec.schema);
  const older = JSON.stringify(status, (key, value) => (added.has(key) ? undefined : value));
  server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(older);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server.close();
  await cli.remove();
});

it('shows the status of an older node, and what it does not report as unknown', async () => {
  const node = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { code, stdout, stderr } = await cli.run(['status', '--node', node]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const row of ['ML-DSA', 'storage', 'clock', 'vote']) {
    expect(stdout).toMatch(new RegExp(`^${row} +unknown: the node is too old to report it`, 'm'));
  }
  expect(stdout).not.toMatch(/no damage|signs nothing|null|undefined/);
  expect(await cli.json(['status', '--node', node])).toMatchObject({
    storage: null,
    guard: null,
    chainAheadMs: null,
  });
});
