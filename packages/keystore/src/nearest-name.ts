/** The name that somebody may have meant. */

/** The one of `known` that takes the fewest single changes, whatever its capitals; `undefined` when none is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((one) => ({ one, changes: distance(name.toLowerCase(), one.toLowerCase()) }))
    .filter(({ one, changes }) => changes <= Math.max(1, Math.floor(one.length / 3)))
    .sort((a, b) => a.changes - b.changes);
  return best?.one;
}

/** So many of the names that there are, are listed. */
const listedMax = 8;

/** The end of a sentence about a name that there is not: the nearest, or those that there are when none is near. */
export function knownNamesText(name: string, known: readonly string[]): string {
  const meant = nearestName(name, known);
  if (meant !== undefined) return `the nearest is "${meant}"`;
  if (known.length === 0) return 'there are none';
  const rest = known.length - listedMax;
  return `there are ${known.slice(0, listedMax).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** Insertions, deletions, replacements and swaps of neighbours that make one of the other (optimal string alignment). */
function distance(from: string, to: string): number {
  const lines = [Array.from({ length: to.length + 1 }, (_, index) => index)];
  for (let row = 1; row <= from.length; row++) {
    const line = [row];
    const at = (line: number, column: number): number => lines[line]?.[column] ?? 0;
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      line[column] = Math.min(
        at(row - 1, column - 1) + (isSame ? 0 : 1),
        at(row - 1, column) + 1,
        (line[column - 1] ?? 0) + 1,
        isSwap ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    lines.push(line);
  }
  return lines[from.length]?.[to.length] ?? 0;
}
