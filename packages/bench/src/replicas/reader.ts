/** Whoever reads, as a process: so many connections to one address, each asking again as soon as it has its answer. */
import { Agent, request } from 'node:http';

export interface ReaderJob {
  readonly port: number;
  readonly paths: readonly string[];
  readonly connections: number;
  readonly seconds: number;
}

export interface ReaderResult {
  readonly reads: number;
  readonly seconds: number;
}

const job: ReaderJob = JSON.parse(process.argv[2] ?? '');
const begun = performance.now();
const isOver = (): boolean => performance.now() - begun > job.seconds * 1_000;
let reads = 0;

await Promise.all(
  Array.from({ length: job.connections }, async (_, index) => {
    // One of its own: an agent for all would open connections as it likes.
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let turn = index; !isOver(); turn += job.connections) {
      await read(agent, job.paths[turn % job.paths.length] ?? '');
      reads += 1;
    }
    agent.destroy();
  }),
);
const result: ReaderResult = { reads, seconds: (performance.now() - begun) / 1_000 };
process.send?.(result);

function read(agent: Agent, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: job.port, path, agent }, (answer) => {
      answer.resume();
      answer.on('error', reject);
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve();
        else reject(new Error(`${path} was answered with status ${answer.statusCode}`));
      });
    })
      .on('error', reject)
      .end();
  });
}
