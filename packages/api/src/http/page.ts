/** One page of a list that continues. */

export interface Page<T, C> {
  readonly items: readonly T[];
  /** Names the last of them, when there are more. */
  readonly next: C | null;
}

/** The first `limit` of what follows; one more is read, to know whether the list continues. */
export async function pageOf<T, C>(
  following: AsyncIterable<T> | Iterable<T>,
  limit: number,
  nameOf: (item: T) => C,
): Promise<Page<T, C>> {
  const items: T[] = [];
  for await (const item of following) {
    const last = items.at(-1);
    if (items.length === limit && last !== undefined) return { items, next: nameOf(last) };
    items.push(item);
  }
  return { items, next: null };
}
