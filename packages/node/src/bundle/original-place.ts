/** Places in a bundle, as places of the sources. */
import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';

/** A place as a trace has it. */
const placePattern = /(?:file:\/\/)?(\/[^\s()]+\.js):(\d+):(\d+)/g;

/**
 * A trace with the places of the sources instead of those of a bundle that has a map beside it. The map of a whole node is
 * large: this is for what ends a process.
 */
export function withOriginalPlaces(trace: string): string {
  const maps = new Map<string, SourceMap | null>();
  return trace.replace(placePattern, (given, path: string, line: string, column: string) => {
    const map = maps.get(path) ?? mapOf(path);
    maps.set(path, map);
    const found = map?.findEntry(Number(line) - 1, Number(column) - 1);
    if (found === undefined || !('originalSource' in found)) return given;
    const { originalSource, originalLine, originalColumn } = found;
    const source = new URL(originalSource, `file://${path}`).pathname;
    return `${source}:${originalLine + 1}:${originalColumn + 1}`;
  });
}

function mapOf(path: string): SourceMap | null {
  const beside = `${path}.map`;
  return existsSync(beside) ? new SourceMap(JSON.parse(readFileSync(beside, 'utf8'))) : null;
}
