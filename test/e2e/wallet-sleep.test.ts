/** A wallet that sleeps: its process is stopped by a signal, as by a device that is closed, and continues later. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launchBrowser, titleOf, type Visit, visit } from './browser.ts';
import {
  fillPayment,
  importKey,
  reviewOf,
  sign,
  startWalletGround,
  type WalletGround,
} from './wallet-ground.ts';
import { password } from './wallet-network.ts';

/** The processes that run pages and their workers. */
async function renderersOf(browser: Browser): Promise<readonly number[]> {
  const devtools = await browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
  await devtools.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

/** Stops them for so long; whatever fails, none stays so. */
async function sleep(browser: Browser, ms: number): Promise<void> {
  const renderers = await renderersOf(browser);
  expect(renderers.length).toBeGreaterThan(0);
  for (const id of renderers) process.kill(id, 'SIGSTOP');
  try {
    await pause(ms);
  } finally {
    for (const id of renderers) process.kill(id, 'SIGCONT');
  }
}

describe.skipIf(!hasBrowser)(titleOf('a wallet that sleeps'), () => {
  let ground: WalletGround;
  /** Of this test alone, as all of its pages are stopped. */
  let browser: Browser;
  beforeAll(async () => {
    ground = await startWalletGround();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await ground?.remove();
  });

  const open = (path = ''): Promise<Visit> => visit(browser, `${ground.url}${path}`);
  const outcomes = (page: Page) => page.locator('.outcome');
  const finalOf = (page: Page, amount: string) =>
    page.locator('.outcome[data-state="final"]').filter({ hasText: `${amount} EUR` });
  const cents = async (): Promise<number> => Math.round(Number(await ground.balance()) * 100);

  it.each([
    ['as soon as it was agreed to', '1.01', async () => undefined],
    ['while it is being signed', '1.02', () => pause(150)],
    ['once it was submitted', '1.03', (page: Page) => outcomes(page).first().waitFor()],
  ] as const)('a payment that it sleeps over is made once: %s', async (_, amount, until) => {
    const before = await cents();
    const { page, context, problems } = await open();
    await importKey(page, ground.treasury);
    await fillPayment(page, ground.payee, amount);
    await reviewOf(page).locator('.sentences').waitFor();
    await sign(page);
    await until(page);
    // Longer than the page waits for an answer, and than its node takes for some blocks.
    await sleep(browser, 6_000);
    await finalOf(page, amount).waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'Transactions' }).click();
    await finalOf(page, amount).waitFor();
    expect(await outcomes(page).count()).toBe(1);
    expect((await cents()) - before).toBe(Math.round(Number(amount) * 100));
    expect(problems.filter((text) => !/Failed to fetch|ERR_/.test(text))).toEqual([]);
    await context.close();
  });

  it('what is asked twice while one tab is asleep is paid once, and a tab that never wakes up holds nobody up', async () => {
    const before = await cents();
    const { page: asleep, context } = await open();
    await importKey(asleep, ground.treasury);
    const link = `#/link?${new URLSearchParams({ pay: ground.request('0.40') })}`;
    const awake = await context.newPage();
    for (const page of [asleep, awake]) {
      await page.goto(`${ground.url}${link}`);
      // The first to be asked has the turn of the account.
      await page.getByRole('button', { name: 'Review' }).click();
      if (page === asleep) await reviewOf(page).locator('.sentences').waitFor();
    }
    const devtools = await context.newCDPSession(asleep);
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
    await pause(3_000);
    expect(await reviewOf(awake).count()).toBe(0);
    await asleep.close();
    await reviewOf(awake).locator('.sentences', { hasText: '0.40 EUR' }).waitFor();
    await sign(awake);
    await finalOf(awake, '0.40').waitFor();
    expect((await cents()) - before).toBe(40);
    await context.close();
  });

  it('forgets a password that was typed and not used, and signs nothing without it', async () => {
    const before = await cents();
    const { page, context } = await open();
    await page.clock.install();
    await page.reload();
    await importKey(page, ground.treasury);
    await fillPayment(page, ground.payee, '0.20');
    const review = reviewOf(page);
    await review.locator('.sentences').waitFor();
    const field = review.getByLabel('Password');
    await field.fill(password);
    await sleep(browser, 1_000);
    expect(await field.inputValue()).toBe(password);
    // The lid is closed for an hour: what is due runs once, when it is opened.
    await page.clock.fastForward('01:00:00');
    await expect.poll(() => field.inputValue()).toBe('');
    await review.getByRole('button', { name: 'Sign', exact: true }).click();
    await review.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
    expect(await outcomes(page).count()).toBe(0);
    expect(await cents()).toBe(before);
    await sign(page);
    await finalOf(page, '0.20').waitFor();
    expect((await cents()) - before).toBe(20);
    await context.close();
  });
});
