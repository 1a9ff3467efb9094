/** The pieces of a long run: those without faults give slopes, those with faults come between them. */

export interface Piece {
  readonly kind: 'steady' | 'faults';
  readonly minutes: number;
  /** Of the life of a process, what comes before counts for no slope. */
  readonly warmUpMinutes: number;
  /** Whether it is long enough for its slopes to say something. */
  readonly isJudged: boolean;
}

/** Shorter ones say nothing of slopes. */
const pieceMinutesMin = 90;
const warmUpMinutes = 30;

/**
 * As many pieces as are long enough, at least one of each kind; the first and every second one is steady. A run that has
 * no time for both is of one kind.
 */
export function piecesOf(hours: number, only?: Piece['kind']): readonly Piece[] {
  const minutes = hours * 60;
  const kinds = only === undefined ? (['steady', 'faults'] as const) : ([only] as const);
  const count = Math.max(kinds.length, Math.floor(minutes / pieceMinutesMin));
  const each = minutes / count;
  return Array.from({ length: count }, (_, index) => ({
    kind: kinds[index % kinds.length] ?? 'steady',
    minutes: each,
    warmUpMinutes: Math.min(warmUpMinutes, each / 3),
    isJudged: each >= pieceMinutesMin,
  }));
}
