import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, titleOf, visit } from './browser.ts';
import { places } from './explorer-places.ts';
import { type StartedGround, startPageGround } from './page-ground.ts';
import { type Happening, runPageSequence, sequenceOf } from './page-sequences.ts';

/** Places without a green mark of their own: what they show is only reported, marked line by line, or empty. */
const unmarked: readonly string[] = [
  'transactions',
  'proposals',
  'mempool',
  'network',
  'health',
  'inventory',
  'trust',
  'administration',
];

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

  it('shows no page as current while its node is silent, and only what lasts in green', async () => {
    const { proxy, network, browser, payee } = ground;
    proxy.tell(undefined);
    proxy.aim(network.node(0).http);
    proxy.become('answers');
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const tabs = await Promise.all(
      [...places, `account/${payee}`, `statement/${payee}?asset=EUR`].map(async (place) => {
        const page = await context.newPage();
        await page.goto(`${proxy.url}/explorer/${place}`);
        await page.locator('.head[data-state="live"]').waitFor();
        // Of a list with block 0 in it, which nobody signs, the mark is not green.
        const mark = page.locator('.mark.proven, .mark.unchecked').first();
        if (!unmarked.includes(place)) await mark.waitFor();
        return { place, page };
      }),
    );
    proxy.become('silent');
    const green: string[] = [];
    for (const { place, page } of tabs) {
      await page.locator('.head[data-state="silent"]').waitFor();
      if ((await page.locator('.mark.proven').count()) > 0) green.push(place);
    }
    proxy.become('answers');
    await context.close();
    // What a block holds stays so, whatever the node does.
    expect(green).toEqual(['block/1']);
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
