/** Where validators are, and how long votes take between them. Pure. */

/** Sites by the round trips between them, in milliseconds; within a site it takes `localRoundTripMs`. */
export interface Sites {
  readonly words: string;
  /** How many sites there are. */
  readonly count: number;
  /** Between two different sites. */
  readonly roundTripMs: (one: number, other: number) => number;
}

const localRoundTripMs = 0.3;

/** Three sites by the round trips of the first to the second, the second to the third, and the third to the first. */
function threeSites(words: string, roundTrips: readonly [number, number, number]): Sites {
  // Two of three sites are told by the third, which is not one of them.
  const [third, first, second] = roundTrips;
  const opposite = [first, second, third];
  return { words, count: 3, roundTripMs: (one, other) => opposite[3 - one - other] ?? 0 };
}

/** The sites that have a name. */
export const namedSites = {
  'one-site': { words: 'one site', count: 1, roundTripMs: () => localRoundTripMs },
  'eu-3': threeSites('three regions of Europe, 8 to 30 ms apart and back', [8, 20, 30]),
  'continents-3': threeSites('three continents, 70 to 160 ms apart and back', [70, 120, 160]),
} as const satisfies Readonly<Record<string, Sites>>;

/** Every node has a site of its own, all equally far from each other. */
export function equalSites(validators: number, roundTripMs: number): Sites {
  return {
    words: `${roundTripMs} ms apart and back`,
    count: validators,
    roundTripMs: () => roundTripMs,
  };
}

/** How long messages alone take, on average over who proposes and who is asked. */
export interface RoundDelays {
  /** From the proposal until a validator has the precommits of a quorum. */
  readonly roundMs: number;
  /** From a node to the proposer. */
  readonly toProposerMs: number;
}

/**
 * Sends a proposal, the prevotes and the precommits over the lines: each validator continues when more than two thirds
 * of the votes have reached it. Validators have equal power and are spread over the sites in turn.
 */
export function roundDelays(validators: number, sites: Sites): RoundDelays {
  const all = Array.from({ length: validators }, (_, index) => index);
  const oneWay = (from: number, to: number): number => {
    if (from === to) return 0;
    const [one, other] = [from % sites.count, to % sites.count];
    return (one === other ? localRoundTripMs : sites.roundTripMs(one, other)) / 2;
  };
  const quorum = quorumOf(validators);
  const whenQuorum = (sent: readonly number[]): readonly number[] =>
    all.map((to) => {
      const arrivals = sent.map((at, from) => at + oneWay(from, to)).sort((a, b) => a - b);
      return arrivals[quorum - 1] ?? 0;
    });
  const rounds = all.map((proposer) =>
    mean(whenQuorum(whenQuorum(all.map((to) => oneWay(proposer, to))))),
  );
  const toProposer = all.map((proposer) => mean(all.map((from) => oneWay(from, proposer))));
  return { roundMs: mean(rounds), toProposerMs: mean(toProposer) };
}

/** Of validators of equal power: more than two thirds. */
export const quorumOf = (validators: number): number => Math.floor((2 * validators) / 3) + 1;

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
