import { expect, it } from 'vitest';
import { budgetLines, measureBudget } from './budget.ts';

it('measures each part of the work of a block that is valid', async () => {
  const figures = await measureBudget({
    scheme: 'ml-dsa-44',
    accounts: 4,
    blockPayments: 200,
    warmUpBlocks: 0,
    blocks: 2,
  });
  expect(Object.keys(figures)).toEqual([...budgetLines]);
  // A line may be less than a step of the clock; all of them together are not.
  expect(budgetLines.reduce((sum, line) => sum + figures[line], 0)).toBeGreaterThan(0);
});
