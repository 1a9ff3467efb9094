import { describe, expect, it } from 'vitest';
import { mergeLines, withTimes } from './node-log.ts';

const line = (time: number, msg: string): string =>
  JSON.stringify({ level: 50, time, name: 'node1', msg });

describe('the two files of a log are shown as one', () => {
  const rows: readonly (readonly [string, string[], string[], string[]])[] = [
    ['nothing was written', [], [], []],
    [
      'a node ended before it knew its log, and ran later',
      [line(1, 'running'), line(5, 'running')],
      [line(3, 'cannot start')],
      [line(1, 'running'), line(3, 'cannot start'), line(5, 'running')],
    ],
    [
      'its last line is in both',
      [line(1, 'running'), line(2, 'a'), line(2, 'cannot continue')],
      [line(2, 'cannot continue')],
      [line(1, 'running'), line(2, 'a'), line(2, 'cannot continue')],
    ],
    [
      'the log could not be written',
      [line(1, 'running')],
      [line(2, 'cannot continue')],
      [line(1, 'running'), line(2, 'cannot continue')],
    ],
    [
      'the engine said its last words, and those of an earlier run are still there',
      [line(4, 'running'), line(8, 'running')],
      ['heap out of memory', line(5, 'cannot start'), 'segmentation fault'],
      [
        line(4, 'running'),
        'heap out of memory',
        line(5, 'cannot start'),
        line(8, 'running'),
        'segmentation fault',
      ],
    ],
  ];

  it.each(rows)('where %s', (_case, log, output, shown) => {
    const merged = mergeLines(withTimes(log.join('\n'), 9), withTimes(`${output.join('\n')}\n`, 9));
    expect(merged).toEqual(shown);
  });
});
