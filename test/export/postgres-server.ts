/** A server of PostgreSQL of its own, from Debian's package, in a folder that goes with it. */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { testPorts } from '../ports.ts';

const run = promisify(execFile);
const installed = '/usr/lib/postgresql';
const [version] = existsSync(installed) ? readdirSync(installed).sort().reverse() : [];

/** Why no server can be run here; `undefined` where one can. */
export const postgresMissing =
  version === undefined ? 'PostgreSQL is not installed (Debian: postgresql)' : undefined;

export interface PostgresServer {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startPostgres(): Promise<PostgresServer> {
  if (version === undefined) throw new Error(postgresMissing);
  const programs = join(installed, version, 'bin');
  const folder = await mkdtemp(join(tmpdir(), 'trellis-postgres-'));
  const user = serverUser();
  if (user !== undefined) await chown(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const port = await testPorts(1);
  const as = { ...user, cwd: folder };
  await run(join(programs, 'initdb'), ['-D', data, '-U', 'trellis', '-A', 'trust', '-N'], as);
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
  ];
  const server = spawn(
    join(programs, 'postgres'),
    ['-D', data, ...settings.flatMap((one) => ['-c', one])],
    { ...as, stdio: 'ignore' },
  );
  const ended = once(server, 'exit');
  const place = ['-h', '127.0.0.1', '-p', String(port), '-U', 'trellis'];
  const isReady = () => run(join(programs, 'pg_isready'), place).then(Boolean, () => false);
  while (!(await isReady())) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode}`);
    await pause(100);
  }
  return {
    url: `postgres://trellis@127.0.0.1:${port}/postgres`,
    async stop() {
      server.kill('SIGINT');
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

/** It refuses to run as root; its package makes a user. */
function serverUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres']));
  return { uid: id('-u'), gid: id('-g') };
}
