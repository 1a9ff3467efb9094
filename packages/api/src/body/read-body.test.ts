import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import { limits } from '@trellis/protocol';
import { endpoints } from '@trellis/protocol/http-api';
import { expect, it } from 'vitest';
import { createMeter } from '../http/meter.ts';
import { createHeldBodies } from './held-bodies.ts';
import { type ReadBody, readBody } from './read-body.ts';

interface Read {
  readonly body: ReadBody | undefined;
  /** The most bytes that were looked through in one turn of the event loop. */
  readonly turnBytes: number;
}

/** Posts the content so many times over one connection, from a thread of its own, as another process would. */
const sender = `
  const { workerData: { port, content, times } } = require('node:worker_threads');
  const http = require('node:http');
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const headers = { 'Content-Type': 'application/json', 'Content-Length': content.length };
  const post = () => new Promise((resolve, reject) => {
    http.request({ port, agent, method: 'POST', headers }, (answer) => answer.resume().on('end', resolve))
      .on('error', reject).end(content);
  });
  (async () => { for (let time = 0; time < times; time++) await post(); agent.destroy(); })();
`;

/** The kernel gives a connection more room the more comes over it. */
const times = 30;

/** Reads the body each time that it is sent. */
async function readOften(content: string): Promise<readonly Read[]> {
  const reads: Read[] = [];
  const failed = Promise.withResolvers<never>();
  const onRequest = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    let [turnBytes, most] = [0, 0];
    message.prependListener('data', (piece: Buffer) => {
      if (turnBytes === 0) setImmediate(() => (turnBytes = 0));
      turnBytes += piece.length;
      most = Math.max(most, turnBytes);
    });
    const meter = createMeter({ calls: 0, bytes: 0, cpuMs: 0 }, () => undefined);
    const request = { message, response, meter, isKeyless: false, held: createHeldBodies() };
    reads.push({
      body: await readBody(endpoints.submitTransaction.body, request),
      turnBytes: most,
    });
    response.end();
  };
  const server = createServer((message, response) => {
    onRequest(message, response).catch(failed.reject);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const worker = new Worker(sender, { eval: true, workerData: { port, content, times } });
  await Promise.race([once(worker, 'exit'), failed.promise]);
  server.close();
  return reads;
}

it('looks through a large body in many turns of the event loop, and reads all of it', async () => {
  const length = limits.transactionJsonBytesMax - 2;
  const reads = await readOften(`"${'k'.repeat(length)}"`);
  expect(reads).toHaveLength(times);
  for (const { body } of reads) expect(body).toEqual({ type: 'json', json: 'k'.repeat(length) });
  // Two pieces, and what had been read of the connection when it was paused.
  const most = Math.max(...reads.map(({ turnBytes }) => turnBytes));
  expect(most).toBeLessThanOrEqual(4 * 64 * 1024);
});
