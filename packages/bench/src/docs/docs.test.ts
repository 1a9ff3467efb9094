import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type BenchRun, readRun } from '../run.ts';
import { fillTables, tables } from './tables.ts';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const results = join(root, 'packages', 'bench', 'results');

async function keptRuns(): Promise<Partial<Record<BenchRun['kind'], BenchRun>>> {
  const runs: Partial<Record<BenchRun['kind'], BenchRun>> = {};
  for (const name of await readdir(results)) {
    const run = await readRun(join(results, name));
    runs[run.kind] = run;
  }
  return runs;
}

describe('docs/benchmarks.md and the README', () => {
  it('have every table, as the script writes it from the kept runs', async () => {
    const documents = await Promise.all(
      ['docs/benchmarks.md', 'README.md'].map((path) => readFile(join(root, path), 'utf8')),
    );
    for (const name of Object.keys(tables)) expect(documents.join()).toContain(`<!-- ${name} -->`);
    const runs = await keptRuns();
    for (const document of documents) expect(fillTables(document, runs)).toBe(document);
  });

  it('are not written from runs that broke off or are missing, nor with tables that there are not', async () => {
    const runs = await keptRuns();
    const { channel } = runs;
    if (channel === undefined) throw new Error('no run of channels');
    const text = '<!-- channel -->\n\n<!-- end -->';
    expect(() => fillTables(text, {})).toThrow('no complete run of channel');
    expect(() => fillTables(text, { channel: { ...channel, complete: false } })).toThrow(
      'no complete',
    );
    expect(() => fillTables('<!-- other -->\n\n<!-- end -->', runs)).toThrow('no table "other"');
  });
});
