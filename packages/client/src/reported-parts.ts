/** Answers that are proven but for some of their parts, or not at all. */

/** What is proven, except for the parts at these paths, which are as the node reports them; `*` is all of it. */
export type ReportedParts<T, Path extends string> = T & { readonly reportedParts: readonly Path[] };

export function withReported<T extends object, Path extends string>(
  proven: T,
  ...reportedParts: readonly Path[]
): ReportedParts<T, Path> {
  return { ...proven, reportedParts };
}
