/** Collects what is found in a file. */
import type { Place } from '../xml/place.ts';
import { type Finding, findingsMax } from './finding.ts';
import type { Noted } from './group-reader.ts';

export interface Notes {
  note(noted: Noted): void;
  invalid(code: Finding['code'], path: string, message: string, place: Place): void;
  findings(): readonly Finding[];
}

export function createNotes(): Notes {
  const findings: Finding[] = [];
  let invalid = 0;
  function note({ place, code, reason, severity, path, message }: Noted): void {
    if (severity === 'invalid') invalid++;
    // Each rejection is of something of its own; of an invalid file the first mistakes are enough.
    if (severity === 'invalid' && invalid > findingsMax) return;
    findings.push({ code, reason, severity, path, message, ...place });
  }
  return {
    note,
    invalid: (code, path, message, place) =>
      note({ code, reason: 'FF01', severity: 'invalid', path, message, place }),
    findings: () => findings,
  };
}
