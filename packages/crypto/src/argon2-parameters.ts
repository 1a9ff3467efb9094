/** How costly it is to try a password. */

export interface Argon2Parameters {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** What a key file may ask for, both ends included. */
export interface Argon2Limits {
  readonly least: Argon2Parameters;
  readonly most: Argon2Parameters;
}

/** About a seventh of a second on one core: RFC 9106's second recommendation (§4), on one lane. */
export const defaultArgon2: Argon2Parameters = { memoryKiB: 65_536, passes: 3, parallelism: 1 };

/** Less would make guessing cheap (OWASP: 19 MiB, 2 passes); more could only serve to exhaust us. */
export const argon2Limits: Argon2Limits = {
  least: { memoryKiB: 19_456, passes: 2, parallelism: 1 },
  most: { memoryKiB: 1_048_576, passes: 64, parallelism: 16 },
};

/** What is wrong with the parameters in a key file, or nothing. */
export function argon2Problem(
  parameters: Argon2Parameters,
  { least, most }: Argon2Limits,
): string | undefined {
  for (const name of ['memoryKiB', 'passes', 'parallelism'] as const) {
    const value = parameters[name];
    if (!Number.isInteger(value) || value < least[name] || value > most[name]) {
      return `${name}: expected ${least[name]} to ${most[name]}, not ${value}`;
    }
  }
  return undefined;
}
