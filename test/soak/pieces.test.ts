/** How a long run is divided. */
import { expect, it } from 'vitest';
import { piecesOf } from './pieces.ts';

it('has pieces of 90 minutes and more, with faults in every second one', () => {
  const pieces = piecesOf(4);
  expect(pieces.map(({ kind, minutes }) => [kind, minutes])).toEqual([
    ['steady', 120],
    ['faults', 120],
  ]);
  expect(pieces.every(({ warmUpMinutes, isJudged }) => warmUpMinutes === 30 && isJudged)).toBe(
    true,
  );
  expect(piecesOf(6).map(({ kind }) => kind)).toEqual(['steady', 'faults', 'steady', 'faults']);
});

it('has pieces of one kind alone where that is wanted', () => {
  expect(piecesOf(3.2, 'steady').map(({ kind, minutes }) => [kind, minutes])).toEqual([
    ['steady', 96],
    ['steady', 96],
  ]);
  expect(piecesOf(0.5, 'faults').map(({ kind }) => kind)).toEqual(['faults']);
});

it('says of a short run that its slopes mean nothing', () => {
  expect(piecesOf(0.5).map(({ minutes, isJudged }) => [minutes, isJudged])).toEqual([
    [15, false],
    [15, false],
  ]);
});
