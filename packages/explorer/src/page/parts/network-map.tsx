/** The nodes in a circle, and a line for each link. The tables below it say the same. */
import { visibleText } from '@trellis/protocol';
import type { StatusResponse } from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { count } from '../format.ts';
import { t } from '../language.ts';
import { isPostQuantumLink, type Link } from '../links.ts';

type Peer = StatusResponse['peers'][number];

const width = 640;
const height = 320;
/** Beyond so many, the names of key exchanges would cover each other; colours and the table tell them. */
const namedLinksMax = 15;

export function NetworkMap({
  self,
  absent,
  links,
  nodes,
}: {
  readonly self: string;
  /** Nodes that this one has no link with. */
  readonly absent: readonly Peer[];
  readonly links: readonly Link[];
  readonly nodes: readonly string[];
}): JSX.Element {
  const strangers = links.flatMap(({ ends }) => ends).filter((name) => !nodes.includes(name));
  const names = [...new Set([self, ...nodes, ...strangers])];
  const places = new Map(names.map((name, index) => [name, placeOf(index, names.length)]));
  const placeOrMiddle = (name: string): Place =>
    places.get(name) ?? { x: width / 2, y: height / 2 };
  const safe = links.filter(isPostQuantumLink).length;
  return (
    <svg
      class="map"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={t(
        '{0} with {1}, {2} of them post-quantum; the table below names each',
        count(names.length, 'node'),
        count(links.length, 'link'),
        safe,
      )}
    >
      {absent
        .map(({ name }) => visibleText(name))
        .filter((name) => places.has(name))
        .map((name) => (
          <Line key={name} kind="absent" from={placeOrMiddle(self)} to={placeOrMiddle(name)} />
        ))}
      {links.map((link) => {
        const [from, to] = link.ends.map(placeOrMiddle);
        return from === undefined || to === undefined ? null : (
          <Line
            key={link.ends.join(' ')}
            kind={isPostQuantumLink(link) ? 'safe' : 'classical'}
            from={from}
            to={to}
          />
        );
      })}
      {links.length > namedLinksMax
        ? null
        : links.map((link) => (
            <LinkName key={link.ends.join(' ')} link={link} at={link.ends.map(placeOrMiddle)} />
          ))}
      {names.map((name) => {
        const { x, y } = placeOrMiddle(name);
        return (
          <g key={name} class={name === self ? 'node self' : 'node'}>
            <circle cx={x} cy={y} r={9} />
            <text x={x} y={y + (y > height / 2 ? 26 : -16)}>
              {name.slice(0, 20)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

interface Place {
  readonly x: number;
  readonly y: number;
}

function Line({
  kind,
  from,
  to,
}: {
  readonly kind: 'safe' | 'classical' | 'absent';
  readonly from: Place;
  readonly to: Place;
}): JSX.Element {
  return (
    <g class={kind}>
      <line x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
    </g>
  );
}

/** Along its line, and nearer to one end than to the other: the middles of lines that cross are one place. */
function LinkName({
  link,
  at: [from, to],
}: {
  readonly link: Link;
  readonly at: readonly Place[];
}): JSX.Element | null {
  const [told] = link.told.values();
  if (from === undefined || to === undefined || told === undefined) return null;
  const [left, right] = from.x <= to.x ? [from, to] : [to, from];
  const x = left.x + (right.x - left.x) * 0.36;
  const y = left.y + (right.y - left.y) * 0.36;
  const angle = (Math.atan2(right.y - left.y, right.x - left.x) * 180) / Math.PI;
  return (
    <text class="link" transform={`translate(${x} ${y}) rotate(${angle})`} dy="-4">
      {visibleText(told.group)}
    </text>
  );
}

function placeOf(index: number, total: number): Place {
  const angle = (2 * Math.PI * index) / total - Math.PI / 2;
  return {
    x: width / 2 + (width / 2 - 90) * Math.cos(angle),
    y: height / 2 + (height / 2 - 40) * Math.sin(angle),
  };
}
