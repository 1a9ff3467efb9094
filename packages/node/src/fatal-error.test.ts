/** What the last words of a node advise. */
import { expect, it } from 'vitest';
import { fatalFacts } from './fatal-error.ts';

it.each([
  ['Read-only file system', 'mount it for writing'],
  ['No space left on device', 'make room on the disk'],
  ['Permission denied', 'Give the user of the node the right'],
  ['Too many open files', 'ulimit -n'],
  ['Input/output error', 'Look at the system’s log'],
])('passes on what the system told LevelDB: %s', (words, advice) => {
  const error = Object.assign(new Error(`IO error: /data/chain/000005.log: ${words}`), {
    code: 'LEVEL_IO_ERROR',
  });
  const facts = fatalFacts(error);
  expect(facts).toMatchObject({ code: 'LEVEL_IO_ERROR', place: '/data/chain/000005.log' });
  expect(facts.advice).toContain(advice);
});
