/** The process behind the `trellis` command. */
import { enableSafeCompileCache } from './compile-cache.ts';

// A reader that has seen enough, such as `head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

enableSafeCompileCache();
const { runProgram } = await import('./commands/program.ts');
const exitCode = await runProgram(process.argv.slice(2));
// A command that ended well may have said otherwise itself, such as a comparison that found a difference.
if (exitCode !== 0) process.exitCode = exitCode;
