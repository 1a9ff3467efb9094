/** Findings, and what is not carried, as commands show them. */
import type { Finding, LeftOut } from '@trellis/iso20022';
import { print } from '../output.ts';

/** A command shows no more of them. */
const shownMax = 100;

/** A line each: where, what, and the code that an answer gives. */
export function showFindings(findings: readonly Finding[]): void {
  for (const { line, column, code, reason, path, message } of findings.slice(0, shownMax)) {
    print(`${line}:${column}  ${code} (${reason})  ${message}`, `    ${path}`);
  }
  if (findings.length > shownMax) print(`… and ${findings.length - shownMax} more`);
}

/** A line each. */
export function showLeftOut(leftOut: readonly LeftOut[]): void {
  if (leftOut.length === 0) return;
  print('Not carried:');
  for (const { path, line, count, rule } of leftOut) {
    const plain = path.replace(/\[\d+\]/g, '').replace(/^\/Document\/[^/]*\//, '');
    const times = count === 1 ? `line ${line}` : `${count} times, first in line ${line}`;
    print(`  ${plain} (${times}): ${rule}`);
  }
}

export const findingsJson = (findings: readonly Finding[]) =>
  findings.slice(0, shownMax).map(({ code, reason, severity, path, line, column, message }) => ({
    ...{ code, reason, severity, path, line, column, message },
  }));

export const leftOutJson = (leftOut: readonly LeftOut[]) =>
  leftOut.map(({ path, line, column, rule, count }) => ({ path, line, column, rule, count }));
