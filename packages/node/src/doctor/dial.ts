/** Whether something listens at an address: a connection is opened and closed again. */
import { connect } from 'node:net';
import type { DialBackAnswer, PeerName, Transport } from '@trellis/engine';
import { hostAndPort, sentryIn } from '@trellis/network/multiaddr';

/** A firewall that drops what comes is told from a refusal by its silence. */
const timeoutMs = 5_000;

/** However often a peer asks, no more connections to it are tried than this. */
const freshMs = 5_000;

/** Opens a connection to an address such as `/ip4/10.0.0.7/tcp/26600`; to none through a sentry. Never throws. */
export async function dial(address: string): Promise<DialBackAnswer> {
  // A sentry has no port for those behind it.
  if (sentryIn(address) !== undefined) return { outcome: 'noAddress', address: '', ms: 0 };
  const from = performance.now();
  const socket = connect(hostAndPort(address));
  const outcome = await new Promise<DialBackAnswer['outcome']>((resolve) => {
    socket.setTimeout(timeoutMs, () => resolve('timeout'));
    socket.once('connect', () => resolve('reached'));
    socket.on('error', ({ code }: NodeJS.ErrnoException) =>
      resolve(
        code === 'ECONNREFUSED' ? 'refused' : code === 'ETIMEDOUT' ? 'timeout' : 'unreachable',
      ),
    );
    socket.once('close', () => resolve('unreachable'));
  });
  socket.destroy();
  return { outcome, address, ms: Math.round(performance.now() - from) };
}

/** Dials the peers that ask for it, where `addressOf` lets it. */
export function createDialBack(
  addressOf: (peer: PeerName) => string | undefined,
  now: () => number,
): (peer: PeerName) => Promise<DialBackAnswer> {
  const newest = new Map<
    string,
    { readonly at: number; readonly answer: Promise<DialBackAnswer> }
  >();
  return (peer) => {
    const address = addressOf(peer);
    if (address === undefined) {
      return Promise.resolve({ outcome: 'noAddress', address: '', ms: 0 });
    }
    const known = newest.get(peer);
    if (known !== undefined && now() - known.at < freshMs) return known.answer;
    const answer = dial(address);
    newest.set(peer, { at: now(), answer });
    return answer;
  };
}

/** Tries to reach the absent peers of a transport. */
export async function dialAbsent(
  transport: Pick<Transport, 'peers'>,
): Promise<ReadonlyMap<PeerName, DialBackAnswer['outcome']>> {
  const absent = transport.peers().filter(({ state }) => state === 'absent');
  const outcomes = await Promise.all(
    absent.map(async ({ name, address }) => [name, (await dial(address)).outcome] as const),
  );
  return new Map(outcomes);
}
