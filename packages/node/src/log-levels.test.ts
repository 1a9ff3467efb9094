import { expect, it } from 'vitest';
import { createLogLevels } from './log-levels.ts';

it('is of all modules or of one, and ends at its time', () => {
  let now = 0;
  const levels = createLogLevels('info', () => now);
  expect(levels.isOn('debug', 'engine')).toBe(false);
  levels.set('debug', 'engine', 10);
  expect(levels.isOn('debug', 'engine')).toBe(true);
  expect(levels.isOn('debug', 'network')).toBe(false);
  levels.set('warn', null, 1);
  // Set again before its end: what counts afterwards is still what was there first.
  levels.set('error', null, 2);
  expect(levels.isOn('info', 'network')).toBe(false);
  expect(levels.all()).toEqual({ all: 'error', engine: 'debug' });
  now = 3 * 60_000;
  expect(levels.isOn('info', 'network')).toBe(true);
  expect(levels.isOn('debug', 'engine')).toBe(true);
  now = 11 * 60_000;
  expect(levels.isOn('debug', 'engine')).toBe(false);
  expect(() => levels.set('loud', null, null)).toThrow('no such level');
  expect(() => levels.set('info', 'kitchen', null)).toThrow('no such module');
});
