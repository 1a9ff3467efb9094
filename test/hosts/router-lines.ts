/** Lines by a router in user space, for kernels without netem: a TUN device in each site, whose packets go there. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Lines } from './lines.ts';
import { onSite } from './namespaces.ts';
import type { Profile } from './profiles.ts';
import {
  type RouterAnswer,
  type RouterOrders,
  routerAddress,
  routerPort,
  siteAddress,
} from './router/orders.ts';
import { run, start } from './run-command.ts';

/** A packet and the header around it go in one piece. */
const tunnelMtu = 9000;

export async function makeRouterLines({ sites }: Profile): Promise<Lines> {
  await run('ip link add router type bridge');
  await run(`ip link set router mtu ${tunnelMtu} up`);
  await run(`ip addr add ${routerAddress}/16 dev router`);
  const router = fork(fileURLToPath(new URL('./router/main.ts', import.meta.url)));
  const answered = (number: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const onMessage = (answer: RouterAnswer): void => {
        if (answer.number < number) return;
        router.off('message', onMessage);
        resolve();
      };
      router.on('message', onMessage);
      router.once('exit', (code) => reject(new Error(`the router ended with ${code}`)));
    });
  await answered(0);
  const tunnels: ChildProcess[] = [];
  for (const [index] of sites.entries()) tunnels.push(await makeTunnel(index + 1));
  let number = 0;
  return {
    by: 'a router in user space over TUN',
    async set(lines) {
      number++;
      const done = answered(number);
      router.send({ number, lines } satisfies RouterOrders);
      await done;
    },
    async close() {
      router.removeAllListeners('exit');
      router.kill();
      for (const tunnel of tunnels) tunnel.kill();
    },
  };
}

async function makeTunnel(site: number): Promise<ChildProcess> {
  const name = `site${site}`;
  const near = siteAddress(site);
  await run(
    `ip link add r-${name} mtu ${tunnelMtu} type veth peer name router mtu ${tunnelMtu} netns ${name}`,
  );
  await run(`ip link set r-${name} master router up`);
  await run(`ip -n ${name} addr add ${near}/16 dev router`);
  await run(`ip -n ${name} link set router up`);
  const datagrams = `UDP4-DATAGRAM:${routerAddress}:${routerPort},bind=${near}:${routerPort},rcvbuf=4194304`;
  const tunnel = start(
    `nice -n -15 ${onSite(site)} socat -b 65536 TUN:10.78.0.${site}/32,tun-name=lines,tun-type=tun,iff-no-pi,iff-up ${datagrams}`,
  );
  // It is there as soon as socat has opened it.
  while (
    !(await run(`ip -n ${name} route replace 10.77.0.0/16 dev lines`).then(
      () => true,
      () => false,
    ))
  ) {
    if (tunnel.exitCode !== null) throw new Error(`socat ended with ${tunnel.exitCode}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
  await run(`ip -n ${name} link set lines txqueuelen 2000`);
  return tunnel;
}
