/**
 * The router between the sites, a process of its own. Each site has a TUN device whose packets come here as datagrams
 * (`socat`); each is sent on to the site of its destination when the line between the two has let it through.
 */
import { createSocket } from 'node:dgram';
import { constants, setPriority } from 'node:os';
import { seededRandom } from '@trellis/fault-injection';
import { sitesOfPacket } from '../addresses.ts';
import { createDueQueue } from './due-queue.ts';
import { createLine, type Line } from './line.ts';
import {
  type RouterAnswer,
  type RouterOrders,
  routerAddress,
  routerPort,
  siteAddress,
} from './orders.ts';

/** A line that waits for its turn on a busy machine would be slower than it was asked to be. */
setPriority(constants.priority.PRIORITY_HIGH);

/** A timer comes half a millisecond late on average, as it counts whole ones. */
const timerMs = 0.5;

const lines = new Map<string, Line>();
const onTheWay = createDueQueue<{ readonly to: number; readonly packet: Uint8Array }>();
const socket = createSocket({ type: 'udp4', recvBufferSize: 2 ** 22, sendBufferSize: 2 ** 22 });
let timer: NodeJS.Timeout | undefined;

function answer(what: RouterAnswer): void {
  process.send?.(what);
}

function carryOut({ number, lines: changed }: RouterOrders): void {
  for (const { from, to, settings } of changed) {
    const name = `${from} ${to}`;
    const line = lines.get(name);
    if (line === undefined) lines.set(name, createLine(settings, seededRandom(1000 * from + to)));
    else line.set(settings);
  }
  answer({ number });
}

function deliver(): void {
  for (;;) {
    const due = onTheWay.take(performance.now() + timerMs);
    if (due === undefined) break;
    socket.send(due.packet, routerPort, siteAddress(due.to));
  }
  const next = onTheWay.next();
  clearTimeout(timer);
  if (next !== undefined) timer = setTimeout(deliver, Math.max(0, next - performance.now()));
}

socket.on('message', (packet) => {
  const sites = sitesOfPacket(packet);
  if (sites === null) return;
  const now = performance.now();
  const arrives = lines.get(`${sites.from} ${sites.to}`)?.arrival(now, packet.length) ?? null;
  if (arrives === null) return;
  const before = onTheWay.next();
  onTheWay.add(arrives, { to: sites.to, packet });
  if (before === undefined || arrives < before) deliver();
});
process.on('message', (orders: RouterOrders) => carryOut(orders));
process.on('disconnect', () => process.exit());
socket.bind(routerPort, routerAddress, () => answer({ number: 0 }));
