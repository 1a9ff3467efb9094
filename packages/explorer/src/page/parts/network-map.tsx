/** The nodes in a circle, and lines for the links of this one. The table below it says the same. */
import type { StatusResponse } from '@trellis/protocol/http-api';
import type { JSX } from 'preact';

type Peer = StatusResponse['peers'][number];

const width = 640;
const height = 300;

export function NetworkMap({
  self,
  peers,
  nodes,
}: {
  readonly self: string;
  readonly peers: readonly Peer[];
  readonly nodes: readonly string[];
}): JSX.Element {
  const names = [self, ...nodes.filter((name) => name !== self)];
  const places = new Map(names.map((name, index) => [name, placeOf(index, names.length)]));
  const here = places.get(self) ?? { x: width / 2, y: height / 2 };
  const linked = peers.filter(({ connected }) => connected === 'yes').length;
  return (
    <svg
      class="map"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`${self} has links to ${linked} of ${names.length - 1} other nodes; the table below names each`}
    >
      {peers.map((peer) => {
        const there = places.get(peer.name);
        if (there === undefined) return null;
        return (
          <g key={peer.peer} class={linkClass(peer)}>
            <line x1={here.x} y1={here.y} x2={there.x} y2={there.y} />
            <text x={(here.x + there.x) / 2} y={(here.y + there.y) / 2 - 4} class="link">
              {peer.channel?.group ?? 'no link'}
            </text>
          </g>
        );
      })}
      {names.map((name) => {
        const { x, y } = places.get(name) ?? here;
        return (
          <g key={name} class={name === self ? 'node self' : 'node'}>
            <circle cx={x} cy={y} r={9} />
            <text x={x} y={y + (y > height / 2 ? 24 : -15)}>
              {name}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

function linkClass({ connected, channel }: Peer): string {
  if (connected === 'no') return 'absent';
  return channel !== null && /MLKEM/i.test(channel.group) ? 'safe' : 'classical';
}

function placeOf(index: number, total: number): { readonly x: number; readonly y: number } {
  const angle = (2 * Math.PI * index) / total - Math.PI / 2;
  return {
    x: width / 2 + (width / 2 - 90) * Math.cos(angle),
    y: height / 2 + (height / 2 - 40) * Math.sin(angle),
  };
}
