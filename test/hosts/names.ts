/** The names of the hosts, by a DNS server (`dnsmasq`) at the station. */
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { domainName, hostAddress, type Place, stationAddress } from './addresses.ts';
import { start } from './run-command.ts';

export interface Names {
  /** Nobody answers questions any more. */
  stop(): Promise<void>;
  start(): void;
}

export async function startNames(home: string, places: readonly Place[]): Promise<Names> {
  const path = join(home, 'names');
  const lines = places.map((place) => `${hostAddress(place)} ${domainName(place.host)}\n`);
  await writeFile(path, lines.join(''));
  const command =
    `dnsmasq --keep-in-foreground --conf-file=/dev/null --no-resolv --no-hosts --addn-hosts=${path} ` +
    `--local-ttl=1 --listen-address=${stationAddress} --bind-interfaces --user=root --pid-file=`;
  let server = start(command);
  return {
    start() {
      server = start(command);
    },
    async stop() {
      if (server.exitCode !== null || server.signalCode !== null) return;
      const ended = once(server, 'exit');
      server.kill();
      await ended;
    },
  };
}
