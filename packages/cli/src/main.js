#!/usr/bin/env node
/**
 * The process behind the `trellis` command. In JavaScript, with what it imports itself: Node keeps the compiled form
 * of TypeScript as well, but only once it was told where, and what it loads before that brings its compiler along.
 */
import { pathToFileURL } from 'node:url';
import { bundleFor } from './bundle.js';
import { enableSafeCompileCache } from './compile-cache.js';
import { refusalOfNode } from './oldest-node.js';
import { hideExperimentalWarnings } from './own-warnings.js';
import { startSparingly } from './start-sparingly.js';

const refusal = refusalOfNode(process.versions.node);
if (refusal !== undefined) {
  process.stderr.write(`${refusal}\n`);
  process.exit(1);
}

// A reader that has seen enough, such as `head`, is no error.
process.stdout.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
  if (error.code !== 'EPIPE') throw error;
  // A command that is under way may have something to finish.
  if (!process.emit('trellis:reader-gone')) process.exit();
});

hideExperimentalWarnings();
startSparingly();
enableSafeCompileCache();
const args = process.argv.slice(2);
const bundle = bundleFor(args);
/** @type {typeof import('./commands/program.ts')} */
const { runProgram } = await (bundle === undefined
  ? import('./commands/program.ts')
  : import(pathToFileURL(bundle).href));
const exitCode = await runProgram(args);
// A command that ended well may have said otherwise itself, such as a comparison that found a difference.
if (exitCode !== 0) process.exitCode = exitCode;
// What was interrupted may have work under way that nobody waits for.
if (exitCode === 130) process.exit();
