/** What a doctor says of one thing that it looked at. */

export const doctorChecks = [
  'process',
  'disk_space',
  'disk_speed',
  'memory',
  'file_descriptors',
  'file_modes',
  'mtu',
  'identity',
  'certificate',
  'peers',
  'reachable',
  'addresses',
  'clock',
  'versions',
  'archive',
  'latency',
  'finality',
] as const;

export interface DoctorFinding {
  readonly check: (typeof doctorChecks)[number];
  /** `problem`: somebody has to do something; `unknown`: it could not be found out. */
  readonly state: 'ok' | 'warning' | 'problem' | 'unknown';
  readonly fact: string;
  readonly advice: string | null;
}

export function ok(check: DoctorFinding['check'], fact: string): DoctorFinding {
  return { check, state: 'ok', fact, advice: null };
}

export function unknown(
  check: DoctorFinding['check'],
  fact: string,
  advice: string | null = null,
): DoctorFinding {
  return { check, state: 'unknown', fact, advice };
}

export function needs(
  state: 'warning' | 'problem',
  check: DoctorFinding['check'],
  fact: string,
  advice: string,
): DoctorFinding {
  return { check, state, fact, advice };
}
