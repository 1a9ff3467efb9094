/** Answers that are proven but for some of their parts. */

/** What is proven, except for the parts at these paths, which are as the node reports them. */
export type ReportedParts<T, Path extends string> = T & { readonly reportedParts: readonly Path[] };

export function withReported<T extends object, Path extends string>(
  proven: T,
  ...reportedParts: readonly Path[]
): ReportedParts<T, Path> {
  return { ...proven, reportedParts };
}
