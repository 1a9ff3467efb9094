import { describe, expect, it } from 'vitest';
import { lastWords } from './why-stopped.ts';

const line = (level: number, msg: string, error?: { message: string }): string =>
  JSON.stringify({ level, msg, ...(error === undefined ? {} : { error }) });

describe('the last words of a node', () => {
  it('are its last error, with what was behind it', () => {
    const log = [
      line(30, 'running'),
      line(50, 'the node cannot continue', { message: 'ENOSPC: no space left on device' }),
      line(40, 'could not close cleanly'),
      'something that is not JSON',
    ];
    expect(lastWords(log.join('\n'))).toBe(
      'the node cannot continue: ENOSPC: no space left on device',
    );
  });

  it('are why it could not start', () => {
    const said = line(50, 'cannot start (database_damaged)', {
      message: 'the database is damaged',
    });
    expect(lastWords(`${line(30, 'running')}\n${said}`)).toBe(
      'cannot start (database_damaged): the database is damaged',
    );
  });

  it('are none when it was stopped, or started again since', () => {
    expect(lastWords([line(50, 'bad'), line(30, 'running')].join('\n'))).toBeNull();
    expect(lastWords([line(50, 'bad'), line(30, 'stopping')].join('\n'))).toBeNull();
    expect(lastWords('')).toBeNull();
  });
});
