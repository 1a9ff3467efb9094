/** How a run differs from what its seed alone says: a run that fails is told by the simplest like it. */
export interface Changes {
  /** Names of what is left out: `loss` is a fault, `n2` are the lies of that node; each plan has its own. */
  readonly without: readonly string[];
  readonly healAtMs: number | null;
  /** Another course of chance with the same plan. */
  readonly variant: number;
}

export const noChanges: Changes = { without: [], healAtMs: null, variant: 0 };

/** The seed of all chance in a run but for its plan, which has to stay the same from variant to variant. */
export function courseOfChance(seed: number, { variant }: Changes): number {
  return Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(variant + 1, 0x85ebca6b);
}

/** These values where wanted, else those of `nothing`. */
export function keep<T extends object>(
  values: T,
  nothing: T,
  isWanted: (name: string) => boolean,
): T {
  let made = values;
  for (const name of differing(values, nothing)) {
    if (!isWanted(name)) made = { ...made, [name]: nothing[name] };
  }
  return made;
}

export function differing<T extends object>(values: T, nothing: T): (keyof T & string)[] {
  const names: (keyof T & string)[] = [];
  for (const name in values) {
    if (values[name] !== nothing[name]) names.push(name);
  }
  return names;
}

/** As `pnpm sim` takes them. */
export function changeOptions({ without, healAtMs, variant }: Changes): readonly string[] {
  return [
    ...(without.length > 0 ? [`--without ${without.join(',')}`] : []),
    ...(healAtMs === null ? [] : [`--heal-at ${healAtMs}`]),
    ...(variant === 0 ? [] : [`--variant ${variant}`]),
  ];
}
