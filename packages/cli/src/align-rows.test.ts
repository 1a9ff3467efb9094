import { describe, expect, it } from 'vitest';
import { alignRows } from './align-rows.ts';

const address = 'trellis1503pte79zs234rckzvahczjchq8lrv8yvm8ftpfyc95nk32c6n2q5qrfy4';
const rows = [
  ['name', 'account', 'note'],
  ['alice', address, 'first'],
];

describe('rows', () => {
  it('are whole where there is no terminal', () => {
    expect(alignRows(rows, undefined)[1]).toBe(`alice  ${address}  first`);
  });

  it.each([120, 80, 60, 40])('fit a terminal of %i columns', (width) => {
    const [, line = ''] = alignRows(rows, width);
    expect(line.length).toBeLessThanOrEqual(width);
    expect(line).toMatch(/^alice {2}trellis1.*fy4 {2}first$/);
  });

  it('keep something of every column on the narrowest', () => {
    const [, line = ''] = alignRows(rows, 10);
    expect(line).toMatch(/^alice {2}.{6}….{5} {2}first$/);
  });
});
