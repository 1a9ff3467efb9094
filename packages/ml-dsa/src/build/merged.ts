/** Two sequences of statements that know nothing of each other, as one. */

/**
 * Evenly, so that a processor finds work for its scalar and its vector units side by side: its window of instructions
 * is too small to see past a whole function.
 */
export function merged(first: readonly string[], second: readonly string[]): readonly string[] {
  const result: string[] = [];
  let taken = 0;
  first.forEach((statement, index) => {
    result.push(statement);
    const due = Math.round(((index + 1) * second.length) / first.length);
    result.push(...second.slice(taken, due));
    taken = due;
  });
  return [...result, ...second.slice(taken)];
}
