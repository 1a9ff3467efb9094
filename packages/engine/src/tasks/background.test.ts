import { expect, it } from 'vitest';
import { inBackground, toLog } from './background.ts';

it('reports what work in the background failed with, once', async () => {
  const reported: unknown[] = [];
  const failure = new Error('the disk is full');
  inBackground(Promise.reject(failure), (error) => reported.push(error));
  inBackground(Promise.resolve(), (error) => reported.push(error));
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(reported).toEqual([failure]);
});

it('reports to the log as a fact with the failure', () => {
  const lines: unknown[] = [];
  const ignore = (): void => undefined;
  const error = new Error('no route');
  toLog(
    { debug: ignore, info: ignore, warn: ignore, error: (...line) => lines.push(line) },
    'could not dial',
  )(error);
  expect(lines).toEqual([[{ error }, 'could not dial']]);
});
