/** What a trial is told, and what is known after it. Everything in it is plain JSON. */
import type { Calibration } from './calibrate.ts';
import type { FaultReport } from './faults.ts';
import type { Idle, Loaded, Measured } from './measure.ts';
import type { Outcomes } from './outcomes.ts';
import type { Part } from './payments-over-time.ts';

export interface TrialJob {
  /** Which it may fill, and that is removed after it. */
  readonly home: string;
  readonly profile: string;
  readonly validators: number;
  /** Payments a second of the load. */
  readonly rate: number;
  readonly seconds: number;
  /** Payments a second of the load that is too much; 0 for none. */
  readonly overload: number;
  /** Whether the profile is not made of packets: the nodes of one site delay messages as the benchmark models it. */
  readonly isModel: boolean;
  /** Whether faults are made after the measurements. */
  readonly withFaults: boolean;
}

export interface TrialResult {
  readonly profile: string;
  readonly validators: number;
  readonly isModel: boolean;
  readonly linesBy: string;
  readonly calibration: readonly Calibration[];
  /** Until block 1 is final at all nodes. */
  readonly startSeconds: number;
  readonly idle: Idle & Measured;
  readonly loaded: (Loaded & Measured) | null;
  readonly overloaded: (Loaded & Measured) | null;
  /** Before, during and after the disturbance of the profile. */
  readonly parts: readonly Part[];
  readonly faults: readonly FaultReport[];
  readonly outcomes: Omit<Outcomes, 'height' | 'auditedHeight'> & { readonly height: number };
  readonly problems: readonly string[];
}

/** In the home of a trial. */
export const resultFile = 'result.json';
