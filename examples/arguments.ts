/** What the examples have in common: whoever gives them too little is told their usage, and a failure is a line, no stack. */
import { readFileSync } from 'node:fs';

/** The arguments of the example at `path`, at least so many; or its usage, which is in the comment at its beginning. */
export function argumentsOf(path: string, least: number): readonly string[] {
  process.once('uncaughtException', ({ message }) => {
    console.error(`error: ${message}`);
    process.exit(1);
  });
  const given = process.argv.slice(2);
  if (given.length >= least && !given.includes('--help')) return given;
  const [comment = ''] = readFileSync(path, 'utf8').split('*/');
  const usage = comment.split('\n').filter((line) => line.startsWith(' *   '));
  console.error(['usage:', ...usage.map((line) => line.slice(3))].join('\n'));
  process.exit(2);
}
