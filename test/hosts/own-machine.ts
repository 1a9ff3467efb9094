/**
 * Namespaces of network, mounts and processes for a whole trial: what it does to addresses, routes and files of the
 * system nobody else sees, and with its first process all others end, whatever happens.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { run } from './run-command.ts';

const commands = {
  ip: 'iproute2',
  unshare: 'util-linux',
  setpriv: 'util-linux',
  nft: 'nftables',
  socat: 'socat',
  ping: 'iputils-ping',
  iperf3: 'iperf3',
  dnsmasq: 'dnsmasq-base',
};

/** Why hosts can't be made here, and what to do; `null` when they can. */
export async function whyNoHosts(): Promise<string | null> {
  if (process.platform !== 'linux') return 'Hosts are network namespaces, which Linux alone has.';
  if (process.getuid?.() !== 0) {
    return 'Making hosts needs root: network namespaces, routes and TUN devices. Run it as root, such as with sudo.';
  }
  const missing = new Set<string>();
  for (const [command, debianPackage] of Object.entries(commands)) {
    await run(`which ${command}`).catch(() => missing.add(debianPackage));
  }
  if (missing.size > 0) {
    return `Making hosts needs more commands: apt-get install ${[...missing].join(' ')}`;
  }
  const hasTun = await access('/dev/net/tun').then(
    () => true,
    () => false,
  );
  if (!hasTun) return 'There is no /dev/net/tun, through which packets between sites go.';
  return run('unshare --net --mount --pid --fork true').then(
    () => null,
    (error: unknown) => `This root may not make namespaces: ${String(error)}`,
  );
}

/** Runs a program of Node's within; resolves with its exit code. It ends when this process does, even by a kill. */
export async function runWithin(program: string, words: readonly string[]): Promise<number> {
  const outer =
    'setpriv --pdeathsig KILL unshare --net --mount --pid --fork --kill-child --mount-proc';
  const [name = '', ...before] = outer.split(' ');
  const child = spawn(name, [...before, process.execPath, program, ...words], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return code ?? 1;
}

/** To be done first by whoever runs within. */
export async function prepareWithin(): Promise<void> {
  await run('mkdir -p /run/netns');
  await run('mount -t tmpfs none /run/netns');
  await run('ip link set lo up');
}
