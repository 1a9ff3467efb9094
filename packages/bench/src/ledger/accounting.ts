/** What became of every payment. Each is counted once, and the counts must add up. */

/** What a load ended with. `refused` counts by code. */
export interface Account {
  readonly offered: number;
  readonly final: number;
  /** Of the final ones, those whose operation failed. */
  readonly failed: number;
  readonly refused: Readonly<Record<string, number>>;
  /** Not final when the last block that could hold them was. */
  readonly expired: number;
}

/** Payments of which nothing is known; negative if any was counted twice. */
export function unaccounted({ offered, final, refused, expired }: Account): number {
  return offered - final - expired - totalRefused(refused);
}

export function totalRefused(refused: Account['refused']): number {
  return Object.values(refused).reduce((sum, count) => sum + count, 0);
}

/** Why a load's figures mean nothing; `undefined` when every payment is accounted for. */
export function accountProblem(account: Account): string | undefined {
  const lost = unaccounted(account);
  if (lost === 0) return undefined;
  return lost > 0
    ? `${lost} of ${account.offered} payments are neither final nor rejected nor expired`
    : `${-lost} payments were counted twice`;
}
