/**
 * Hosts as network namespaces: each with an address on the bridge of its site, and with a second one where whoever
 * measures reaches it past all lines. Its API listens on loopback, as it does on a host without a certificate.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import {
  hostAddress,
  hostName,
  type Place,
  stationAddress,
  stationSideAddress,
} from './addresses.ts';
import { run } from './run-command.ts';

const siteName = (site: number): string => `site${site}`;
const gateway = (site: number): string => `10.77.${site}.254`;

/** Words before a command that runs on a host. */
export const onHost = (host: number): string => `ip netns exec ${hostName(host)}`;
export const onSite = (site: number): string => `ip netns exec ${siteName(site)}`;

/** The bridge of the station, and its address. */
export async function makeStation(): Promise<void> {
  await run('ip link add station type bridge');
  await run(`ip addr add ${stationAddress}/16 dev station`);
  await run('ip link set station up');
  await run('sysctl -q -w net.ipv4.conf.all.route_localnet=1');
  await run('nft add table ip api');
  await run('nft add chain ip api out { type nat hook output priority -100 ; }');
  await run('nft add chain ip api post { type nat hook postrouting priority 100 ; }');
  await run('nft add rule ip api post oifname station masquerade');
}

/** The namespace of a site: a bridge for its hosts, and the way from there to other sites. */
export async function makeSite(site: number): Promise<void> {
  const name = siteName(site);
  await run(`ip netns add ${name}`);
  await run(`ip -n ${name} link set lo up`);
  await run(`ip -n ${name} link add bridge type bridge`);
  await run(`ip -n ${name} addr add ${gateway(site)}/24 dev bridge`);
  await run(`ip -n ${name} link set bridge up`);
  await run(`${onSite(site)} sysctl -q -w net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0`);
}

export async function makeHost(place: Place, httpPort: number): Promise<void> {
  const name = hostName(place.host);
  const site = siteName(place.site);
  await run(`ip netns add ${name}`);
  await run(`ip -n ${name} link set lo up`);
  await run(`ip -n ${site} link add ${name} type veth peer name eth0 netns ${name}`);
  await run(`ip -n ${site} link set ${name} master bridge up`);
  await run(`ip -n ${name} addr add ${hostAddress(place)}/24 dev eth0`);
  await setHostLink(place.host, true, place.site);
  await run(`ip link add ${name} type veth peer name station netns ${name}`);
  await run(`ip link set ${name} master station up`);
  await run(`ip -n ${name} addr add ${stationSideAddress(place)}/16 dev station`);
  await run(`ip -n ${name} link set station up`);
  await passApi(place, httpPort);
}

/** Plugs the cable of a host in or out. A route goes with its device. */
export async function setHostLink(host: number, isUp: boolean, site: number): Promise<void> {
  const name = hostName(host);
  await run(`ip -n ${name} link set eth0 ${isUp ? 'up' : 'down'}`);
  if (isUp) await run(`ip -n ${name} route replace default via ${gateway(site)} dev eth0`);
}

/**
 * The API listens on loopback and answers to the name of it alone: its port of the station’s loopback leads to its port of
 * the host’s.
 */
async function passApi(place: Place, httpPort: number): Promise<void> {
  const on = onHost(place.host);
  await run(`${on} sysctl -q -w net.ipv4.conf.all.route_localnet=1`);
  await run(`${on} nft add table ip api`);
  await run(`${on} nft add chain ip api in { type nat hook prerouting priority -100 ; }`);
  const tcp = `tcp dport ${httpPort} dnat to`;
  await run(`${on} nft add rule ip api in iifname station ${tcp} 127.0.0.1:${httpPort}`);
  const far = `${stationSideAddress(place)}:${httpPort}`;
  await run(`nft add rule ip api out ip daddr 127.0.0.1 ${tcp} ${far}`);
}

/** What a host has sent through its cable, and received, all of every packet. */
export async function cableBytes(host: number): Promise<{ sent: number; received: number }> {
  const [link] = JSON.parse(await run(`ip -n ${hostName(host)} -s -j link show eth0`));
  const { tx, rx } = link.stats64;
  return { sent: tx.bytes, received: rx.bytes };
}

/** Has every namespace ask the station for names; what the machine itself asks is hidden for the trial. */
export async function useStationForNames(home: string): Promise<void> {
  await mkdir(home, { recursive: true });
  const path = `${home}/resolv.conf`;
  await writeFile(path, `nameserver ${stationAddress}\noptions timeout:1 attempts:2\n`);
  await run(`mount --bind ${path} /etc/resolv.conf`);
}
