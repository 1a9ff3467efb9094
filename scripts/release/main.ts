/**
 * `pnpm release:build`: writes what is released into `release`. With `--reports` it also writes down what the libraries
 * offer now.
 */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { apiReports } from './api-report.ts';
import { buildRelease } from './build.ts';
import { root } from './packages.ts';

const built = await buildRelease(join(root, 'release'));
for (const { name, tarball } of built) {
  const kilobytes = Math.ceil(statSync(tarball).size / 1_000);
  console.log(`${name}: ${relative(root, tarball)}, ${kilobytes} kB`);
}
if (process.argv.includes('--reports')) {
  for (const { path, text } of apiReports(built.filter(({ kind }) => kind === 'library'))) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.log(relative(root, path));
  }
}
