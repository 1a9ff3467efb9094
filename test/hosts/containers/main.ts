/**
 * `pnpm hosts:containers IMAGE [NEXT IMAGE]`: the nodes of deploy/container/compose.yaml as containers of podman. It
 * pays, kills a container, upgrades another to the second image, pays again, and audits every database. Needs root;
 * docs/hosts.md says how the image is made.
 */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Compose, podmanWords, readCompose } from './compose-file.ts';

const execute = promisify(execFile);
const root = fileURLToPath(new URL('../../..', import.meta.url));
const program = join(root, 'packages', 'cli', 'src', 'main.js');
const [, , image = 'localhost/trellis', next = image] = process.argv;
/** Limits can be lowered anywhere, and raised only by some. */
const podmanRun = [
  'run',
  '--runtime',
  'runc',
  '--ulimit',
  'nofile=16384:16384',
  '--ulimit',
  'nproc=8192:8192',
];

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
const podman = async (...words: readonly string[]): Promise<string> =>
  (await execute('podman', [...words])).stdout.trim();

/** The command on this machine, with the keys of all banks, by the page's node. */
function trellisIn(folder: string) {
  const network = join(folder, 'network');
  const env = { ...process.env, TRELLIS_HOME: join(network, 'home') };
  return async (...words: readonly string[]): Promise<string> => {
    const to = [
      ...['--node', 'https://127.0.0.1:26700', '--ca-file', join(network, 'ca.pem')],
      ...['--genesis', join(network, 'genesis.json')],
      ...['--api-key-file', join(network, 'payments.key')],
    ];
    return (await execute(process.execPath, [program, ...to, ...words], { env })).stdout;
  };
}

async function startAll({ services, networks }: Compose, folder: string): Promise<void> {
  for (const name of Object.keys(networks)) await podman('network', 'create', name);
  for (const name of nodesOf({ services })) {
    const service = services[name];
    if (service !== undefined) await podman(...podmanRun, ...podmanWords(name, service, folder));
  }
}

/** Prometheus and Grafana are images of others, which may not be had. */
const nodesOf = ({ services }: Pick<Compose, 'services'>): readonly string[] =>
  Object.keys(services).filter((name) => services[name]?.command?.[0] === 'node');

async function untilHealthy({ services }: Compose, name: string): Promise<void> {
  const [, ...test] = services[name]?.healthcheck?.test ?? [];
  while (
    !(await podman('exec', name, ...test).then(
      () => true,
      () => false,
    ))
  )
    await pause(500);
}

async function payAndUpgrade(compose: Compose, folder: string): Promise<void> {
  const trellis = trellisIn(folder);
  const passwords = (name: string) => [
    '--password-file',
    join(folder, 'network', `${name}.password`),
  ];
  const account = JSON.parse(await trellis('keys', 'show', 'bank-b', '--json')).account;
  const pay = async (): Promise<void> => {
    await trellis('send', 'bank-a', account, '1.00', 'EUR', ...passwords('bank-a'));
  };
  await trellis('asset', 'mint', 'bank-a', 'bank-a', '1000', 'EUR', ...passwords('bank-a'));
  await pay();
  say('paid');
  await podman('kill', '--signal', 'KILL', 'bank-b');
  await pay();
  await podman('start', 'bank-b');
  await untilHealthy(compose, 'bank-b');
  say('bank-b was killed, a payment was final without it, and it runs again');
  await podman('stop', '--time', '60', 'bank-c');
  const code = await podman('inspect', '--format', '{{.State.ExitCode}}', 'bank-c');
  await podman('rm', 'bank-c');
  const service = compose.services['bank-c'];
  if (service === undefined) throw new Error('no bank-c');
  await podman(...podmanRun, ...podmanWords('bank-c', { ...service, image: next }, folder));
  await untilHealthy(compose, 'bank-c');
  await pay();
  say(`bank-c ended with ${code} after SIGTERM, and runs from ${next}`);
  const balance = await trellis('balance', 'bank-b', 'EUR');
  if (!balance.includes('3.00 EUR')) throw new Error(`not what was paid: ${balance}`);
  say(balance.split('\n')[0] ?? '');
}

async function auditAll(compose: Compose, folder: string): Promise<void> {
  for (const name of nodesOf(compose)) {
    await podman('stop', '--time', '60', name);
    const config = join(folder, 'network', name, 'config.json');
    const { stdout } = await execute(process.execPath, [program, 'verify', '--config', config]);
    say(stdout.trim());
  }
}

/** Why nothing can be started, and what to do; `null` when it can. */
async function whyNoContainers({ services, networks }: Compose): Promise<string | null> {
  if (process.getuid?.() !== 0)
    return 'Run it as root: the containers’ user gets files of its own.';
  const names = await podman('ps', '--all', '--format', '{{.Names}}').catch(() => null);
  if (names === null)
    return 'There is no podman: apt-get install podman runc netavark aardvark-dns iptables';
  const taken = names.split('\n').filter((name) => name in services);
  const others = (await podman('network', 'ls', '--format', '{{.Name}}')).split('\n');
  taken.push(...others.filter((name) => name in networks));
  if (taken.length > 0)
    return `There is a ${taken.join(', ')} in podman already, which is left alone.`;
  const isThere = await podman('image', 'exists', image).then(
    () => true,
    () => false,
  );
  return isThere ? null : `There is no image ${image}; docs/hosts.md says how to make it.`;
}

const made = await mkdtemp(join(tmpdir(), 'trellis-containers-'));
// The folder has paths of its own to docs, as in a clone.
const folder = join(made, 'deploy', 'container');
const compose = readCompose(
  await readFile(join(root, 'deploy', 'container', 'compose.yaml'), 'utf8'),
  {
    TRELLIS_IMAGE: image,
  },
);
const why = await whyNoContainers(compose);
if (why !== null) {
  process.stderr.write(`${why}\n`);
  await rm(made, { recursive: true });
  process.exit(1);
}
try {
  await cp(join(root, 'deploy', 'container'), folder, { recursive: true });
  const env = { ...process.env, TRELLIS: `${process.execPath} ${program}` };
  await execute(join(folder, 'found.sh'), [], { env });
  say('founded');
  await startAll(compose, folder);
  for (const name of nodesOf(compose)) await untilHealthy(compose, name);
  say(`${nodesOf(compose).length} containers are healthy`);
  await payAndUpgrade(compose, folder);
  await auditAll(compose, folder);
} finally {
  await podman('rm', '--force', '--ignore', ...nodesOf(compose));
  for (const name of Object.keys(compose.networks)) await podman('network', 'rm', '--force', name);
  await rm(made, { recursive: true, force: true });
}
