import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, titleOf, visit } from './browser.ts';
import { type StartedGround, startPageGround } from './page-ground.ts';
import { type Happening, runPageSequence, sequenceOf } from './page-sequences.ts';

describe.skipIf(!hasBrowser)(titleOf('a page that is open for long'), () => {
  let ground: StartedGround;
  beforeAll(async () => {
    ground = await startPageGround();
  });
  afterAll(() => ground?.remove());

  it('says what is so, and shows nothing old as current, whatever happens', async () => {
    const each: readonly Happening[] = [
      'pay',
      'silent',
      'heal',
      'dead',
      'pay',
      'heal',
      'offline',
      'heal',
      'sleep',
      'drop',
      'begunAgain',
      'swap',
      'restart',
      'lie',
      'heal',
      'clockAhead',
      'heal',
      'clockBehind',
      'heal',
    ];
    await runPageSequence(ground, each);
  });

  it.each([1, 2])('says what a model says, in a random sequence: %d', async (seed) => {
    await runPageSequence(ground, sequenceOf(seed, 5));
  });

  it('asks the next node when its own is gone', async () => {
    const { network, browser } = ground;
    const { page, context, problems } = await visit(browser, `${network.node(0).http}/explorer/`, {
      nodes: [network.node(1).http],
    });
    await page.locator('.head[data-state="live"]').waitFor();
    await network.kill(0);
    const { http } = network.node(1);
    await page
      .locator('.head-problem', { hasText: `Another node is asked now: ${http}` })
      .waitFor();
    await page.getByRole('link', { name: 'Health' }).click();
    await page.locator('main .problem', { hasText: 'node1' }).waitFor();
    // Chromium itself reports what was refused or cut off.
    expect(problems.filter((problem) => !problem.includes('net::ERR_'))).toEqual([]);
    await context.close();
  });
});
