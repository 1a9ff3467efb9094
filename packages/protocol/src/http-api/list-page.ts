/** Lists that are given a page at a time. */

/** Most elements in one answer of a list that goes on. */
export const listPageMax = 1_000;
