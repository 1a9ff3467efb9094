/** A pure function that remembers what it gave for recent arguments. */

/**
 * The same function, with up to `keptMax` results kept, of what was asked for last. Arguments are strings or
 * numbers: others are told apart by identity.
 */
/* @__NO_SIDE_EFFECTS__ */
export function remembering<A, R>(
  compute: (argument: A) => R,
  keptMax: number,
): (argument: A) => R {
  // Two generations: when the younger is full, the older is forgotten whole, which costs less than an order of use.
  let younger = new Map<A, R>();
  let older: typeof younger = new Map();

  return (argument) => {
    const known = younger.get(argument);
    if (known !== undefined) return known;
    const result = older.get(argument) ?? compute(argument);
    if (younger.size >= keptMax / 2) {
      older = younger;
      younger = new Map();
    }
    younger.set(argument, result);
    return result;
  };
}
