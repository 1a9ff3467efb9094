/** Where the hosts of a trial stand, and what the lines between their sites are like. */

/** What a line does to packets that go one way. */
export interface LineSettings {
  /** One way. */
  readonly delayMs: number;
  /** At most this much more, packet by packet; it changes no order. */
  readonly jitterMs: number;
  readonly lossPerMillion: number;
  /** Packets that are held up so that later ones pass them. */
  readonly reorderPerMillion: number;
  /** `null` where nothing but the machine limits the rate. */
  readonly megabits: number | null;
  /** Whether nothing gets through. */
  readonly cut: boolean;
}

/** A line between two sites, the same both ways. */
interface ProfileLine extends Omit<LineSettings, 'delayMs' | 'cut'> {
  readonly between: readonly [number, number];
  readonly roundTripMs: number;
}

/** What happens to lines between the measurements before and after. Sites are numbers, from 1. */
export type Disturbance =
  | {
      readonly type: 'flapping';
      readonly between: readonly [number, number];
      readonly upMs: number;
      readonly downMs: number;
    }
  /** Nothing gets to the site or away from it. */
  | { readonly type: 'cut'; readonly site: number }
  /** What one site sends to another does not arrive; the other way it does. */
  | { readonly type: 'one way'; readonly from: number; readonly to: number };

export interface Profile {
  readonly name: string;
  readonly about: string;
  readonly sites: readonly string[];
  /** Between each two sites; within a site there is an Ethernet bridge. */
  readonly lines: readonly ProfileLine[];
  readonly disturbance: Disturbance | null;
}

const steady = { jitterMs: 0, lossPerMillion: 0, reorderPerMillion: 0, megabits: null };

const europe = {
  sites: ['Frankfurt', 'Paris', 'Madrid'],
  lines: [
    { ...steady, between: [1, 2], roundTripMs: 8, jitterMs: 1 },
    { ...steady, between: [2, 3], roundTripMs: 22, jitterMs: 1 },
    { ...steady, between: [1, 3], roundTripMs: 30, jitterMs: 1 },
  ],
  disturbance: null,
} satisfies Omit<Profile, 'name' | 'about'>;

/** The lines of Europe, with something else about those of the third site. */
const thirdSite = (change: Partial<ProfileLine>): readonly ProfileLine[] =>
  europe.lines.map((line) => (line.between[1] === 3 ? { ...line, ...change } : line));

export const profiles: readonly Profile[] = [
  { name: 'lan', about: 'one site', sites: ['Frankfurt'], lines: [], disturbance: null },
  { ...europe, name: 'europe', about: 'three sites, 8 to 30 ms there and back' },
  {
    name: 'continents',
    about: 'three sites, 70 to 160 ms there and back',
    sites: ['Europe', 'America', 'Asia'],
    lines: [
      { ...steady, between: [1, 2], roundTripMs: 70, jitterMs: 2 },
      { ...steady, between: [1, 3], roundTripMs: 150, jitterMs: 2 },
      { ...steady, between: [2, 3], roundTripMs: 160, jitterMs: 2 },
    ],
    disturbance: null,
  },
  {
    ...europe,
    name: 'lossy',
    about: 'europe, and 1 % of the packets to and from the third site are lost, 0.1 % come late',
    lines: thirdSite({ lossPerMillion: 10_000, reorderPerMillion: 1_000 }),
  },
  {
    ...europe,
    name: 'narrow',
    about: 'europe, and 20 Mbit/s to and from the third site',
    lines: thirdSite({ megabits: 20 }),
  },
  {
    ...europe,
    name: 'flapping',
    about: 'europe; the line between the first and the third site is cut for 2 s of every 5 s',
    disturbance: { type: 'flapping', between: [1, 3], upMs: 3_000, downMs: 2_000 },
  },
  {
    ...europe,
    name: 'cut',
    about: 'europe; the third site is cut off',
    disturbance: { type: 'cut', site: 3 },
  },
  {
    ...europe,
    name: 'one-way',
    about: 'europe; what the third site sends to the first is lost, the other way nothing is',
    disturbance: { type: 'one way', from: 3, to: 1 },
  },
];

/** Profiles by their names, divided by commas. Throws with those that there are. */
export function readProfiles(names: string): readonly Profile[] {
  return names.split(',').map((name) => {
    const found = profiles.find((one) => one.name === name);
    if (found !== undefined) return found;
    const known = profiles.map((one) => one.name).join(', ');
    throw new RangeError(`--profile: there is no "${name}"; there are ${known}`);
  });
}

/** The line from a site to another as the profile has it. */
export function lineOf({ lines }: Profile, from: number, to: number): LineSettings {
  const found = lines.find(({ between }) => between.includes(from) && between.includes(to));
  if (found === undefined) throw new RangeError(`no line between the sites ${from} and ${to}`);
  const { between: _, roundTripMs, ...settings } = found;
  return { ...settings, delayMs: roundTripMs / 2, cut: false };
}

/** Every two sites, both ways. */
export function sitePairs({ sites }: Profile): readonly (readonly [from: number, to: number])[] {
  const numbers = sites.map((_, index) => index + 1);
  return numbers.flatMap((from) =>
    numbers.flatMap((to) => (from === to ? [] : [[from, to] as const])),
  );
}

/** The site of a host, of which there is one for each validator: they are dealt out in turn. */
export const siteOf = ({ sites }: Profile, host: number): number => 1 + (host % sites.length);
