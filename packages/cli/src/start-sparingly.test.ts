import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);

/** Calls a function often, as V8 wants it, and says whether it was optimised then: bit 3 of its status, as the first pair of answers shows. */
const program = (sparingly: boolean): string => `
${sparingly ? `import { startSparingly } from '${import.meta.resolve('./start-sparingly.js')}'; startSparingly();` : ''}
const sum = (n) => { let all = 0; for (let i = 0; i < n; i += 1) all += i % 7; return all; };
const isOptimised = () => {
  for (let calls = 0; calls < 500; calls += 1) sum(20_000);
  return (%GetOptimizationStatus(sum) & 8) !== 0;
};
const first = isOptimised();
await new Promise((resolve) => setTimeout(resolve, 1_500));
console.log(JSON.stringify([first, isOptimised()]));
`;

async function optimised(sparingly: boolean): Promise<unknown> {
  const flags = ['--allow-natives-syntax', '--no-concurrent-recompilation', '--input-type=module'];
  const { stdout } = await run(process.execPath, [...flags, '--eval', program(sparingly)]);
  return JSON.parse(stdout);
}

it('lets the optimising compilers wait, and then work', async () => {
  expect(await optimised(false)).toEqual([true, true]);
  expect(await optimised(true)).toEqual([false, true]);
});
