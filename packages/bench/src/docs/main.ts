/**
 * `node packages/bench/src/docs/main.ts [FOLDER]`: takes the runs in FOLDER's subfolders into
 * packages/bench/results, and writes the tables of docs/benchmarks.md and the README from what is there.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BenchRun, readRun, writeRun } from '../run.ts';
import { runFileName } from '../run-file-name.ts';
import { summarise } from './summary.ts';
import { fillTables, type Runs } from './tables.ts';

const results = join(import.meta.dirname, '..', '..', 'results');
const root = join(import.meta.dirname, '..', '..', '..', '..');
const documents = [join(root, 'docs', 'benchmarks.md'), join(root, 'README.md')];

const [folder] = process.argv.slice(2);
if (folder !== undefined) {
  await mkdir(results, { recursive: true });
  for (const name of (await readdir(folder)).sort()) {
    const run = await readRun(join(folder, name, runFileName));
    await writeRun(join(results, `${run.kind}.json`), summarise(run));
    process.stdout.write(`took the run of ${run.kind} in ${name}\n`);
  }
}
const runs: Partial<Record<BenchRun['kind'], BenchRun>> = {};
for (const name of await readdir(results)) {
  const run = await readRun(join(results, name));
  runs[run.kind] = run;
}
for (const path of documents) {
  await writeFile(path, fillTables(await readFile(path, 'utf8'), runs satisfies Runs));
  process.stdout.write(`wrote the tables of ${path}\n`);
}
