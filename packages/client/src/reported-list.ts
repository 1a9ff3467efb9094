/** Lists of which nothing proves that they are complete. */

/**
 * A list as the node reports it: elements may be missing, wrong or made up. What the state has of an element is
 * proven when it is asked for by itself.
 */
export type ReportedList<T> = T & { readonly completeness: 'reported' };

export function reported<T extends object>(list: T): ReportedList<T> {
  return { ...list, completeness: 'reported' };
}
