/** The examples of the documentation, run as a reader would, all pages against one testnet. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isExpected } from '../docs/page.ts';
import { runnablePages } from '../docs/pages.ts';
import { runPage, startDocsNetwork } from '../docs/run-page.ts';
import type { TestNetwork } from './network.ts';

let network: TestNetwork;
beforeAll(async () => {
  network = await startDocsNetwork();
});
afterAll(async () => {
  await network?.remove();
});

it('there are pages with examples', () => {
  expect(runnablePages().map(({ name }) => name)).toContain('docs/settlement.md');
});

it.each(runnablePages())('the examples of $name print what it says', async ({ name, text }) => {
  for (const { example, printed } of await runPage(text, network.home)) {
    const { line, command, expected } = example;
    // Shown in full when they differ in more than chance.
    const shown = isExpected(expected, printed) ? expected : printed;
    expect(shown, `${name}:${line} $ ${command}`).toEqual(expected);
  }
});
