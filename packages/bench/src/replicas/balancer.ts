/** A load balancer, as a process: takes connections at a port and gives each to the next of some others. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

export interface BalancerJob {
  readonly port: number;
  readonly backends: readonly number[];
}

const job: BalancerJob = JSON.parse(process.argv[2] ?? '');
let next = 0;
const server = createServer({ noDelay: true }, (client) => {
  const port = job.backends[next++ % job.backends.length] ?? 0;
  const backend = connect({ host: '127.0.0.1', port, noDelay: true });
  client.pipe(backend);
  backend.pipe(client);
  for (const [one, other] of [
    [client, backend],
    [backend, client],
  ] as const) {
    one.on('error', () => undefined);
    one.on('close', () => other.destroy());
  }
}).listen(job.port, '127.0.0.1');
await once(server, 'listening');
process.send?.('ready');
