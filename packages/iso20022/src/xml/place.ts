/** Where in a file something begins; both from 1 on, columns in characters. */
export interface Place {
  readonly line: number;
  readonly column: number;
}
