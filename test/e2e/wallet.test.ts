/** The wallet in a real browser on a real network: what is signed is what was shown, and it is paid once. */
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, titleOf, type Visit, visit } from './browser.ts';
import {
  fillPayment,
  importKey,
  reviewOf,
  sign,
  startWalletGround,
  type WalletGround,
} from './wallet-ground.ts';
import { password } from './wallet-network.ts';

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe.skipIf(!hasBrowser)(titleOf('the wallet'), () => {
  let ground: WalletGround;
  beforeAll(async () => {
    ground = await startWalletGround();
  });
  afterAll(() => ground?.remove());

  const open = (path = '', url = ground.url): Promise<Visit> =>
    visit(ground.browser, `${url}${path}`);
  const final = (page: Page) => page.locator('.outcome[data-state="final"]');
  /** How many keys the browser keeps. */
  const keysIn = (page: Page): Promise<number> =>
    page.evaluate(async () => {
      const opening = indexedDB.open('trellis-wallet');
      await new Promise((resolve) => {
        opening.onsuccess = resolve;
      });
      const counting = opening.result.transaction('keys').objectStore('keys').count();
      await new Promise((resolve) => {
        counting.onsuccess = resolve;
      });
      opening.result.close();
      return counting.result;
    });

  it('pays: shows what the bytes say, refuses a wrong password, and proves that it is final', async () => {
    const { page, context, problems } = await open();
    await importKey(page, ground.treasury);
    await fillPayment(page, ground.payee, '1.50');
    const review = reviewOf(page);
    await review.locator('.sentences', { hasText: ground.payee }).waitFor();
    const text = await review.textContent();
    expect(text).toContain('pay 1.50 EUR from');
    expect(text).toContain('for the first time');
    expect(text).toMatch(
      /Balance in EUR \(proven\)1(\u202f000){3}\.00 EUR now, then 999\u202f999\u202f998\.50/,
    );
    expect(text).toContain('reported by the node, not proven');
    await sign(page, 'not the password');
    await review.getByRole('alert').filter({ hasText: 'wrong' }).waitFor();
    await sign(page);
    await final(page).waitFor();
    expect(await final(page).textContent()).toContain('1.50 EUR');
    await fillPayment(page, ground.payee, '1.50');
    await review.locator('.unusual', { hasText: 'the same within the last hour' }).waitFor();
    await review.getByRole('button', { name: 'Do not sign' }).click();
    await review.waitFor({ state: 'detached' });
    expect(await ground.balance()).toBe('1.50');
    expect(problems).toEqual([]);
    await context.close();
  });

  it('pays a request once, in however many tabs and after a reload', async () => {
    const link = `#/link?${new URLSearchParams({ pay: ground.request('2.00'), return: 'https://shop.example/done', state: 'cart 7' })}`;
    const { page, context } = await open();
    await importKey(page, ground.treasury);
    await page.goto(`${ground.url}${link}`);
    await page.locator('.asker', { hasText: 'https://shop.example' }).waitFor();
    const other = await context.newPage();
    await other.goto(`${ground.url}${link}`);
    for (const one of [page, other]) await one.getByRole('button', { name: 'Review' }).click();
    // One tab at a time is asked.
    const asked = await Promise.race(
      [page, other].map(async (one) => {
        await reviewOf(one).locator('.sentences').waitFor();
        return one;
      }),
    );
    const waiting = asked === page ? other : page;
    expect(await reviewOf(waiting).count()).toBe(0);
    await sign(asked);
    await Promise.all([page, other].map((one) => final(one).waitFor()));
    const back = await page.getByRole('link', { name: 'Go back to https://shop.example' });
    const url = new URL((await back.getAttribute('href')) ?? '');
    expect(url.searchParams.get('state')).toBe('cart 7');
    await page.reload();
    await page.getByRole('button', { name: 'Review' }).click();
    // It is known, and nothing is asked again.
    await final(page).waitFor();
    expect(await final(page).getAttribute('aria-label')).toContain(
      url.searchParams.get('transaction'),
    );
    expect(await ground.balance()).toBe('3.50');
    await context.close();
  });

  it('takes up after a reload what had left, and loses what had not', async () => {
    const { page, context } = await open();
    await importKey(page, ground.treasury);
    await fillPayment(page, ground.payee, '0.25');
    await reviewOf(page).locator('.sentences').waitFor();
    // Not signed: nothing is left of it, not even the lock.
    await page.reload();
    await fillPayment(page, ground.payee, '0.50');
    await reviewOf(page).locator('.sentences', { hasText: '0.50 EUR' }).waitFor();
    await sign(page);
    await page.locator('.outcome').waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'Transactions' }).click();
    await final(page).filter({ hasText: '0.50 EUR' }).waitFor();
    expect(await page.locator('.outcome').count()).toBe(1);
    await expect.poll(() => ground.balance()).toBe('4.00');
    await context.close();
  });

  it('gives its keys to the command line, which uses them', async () => {
    const { page, context } = await open();
    await importKey(page, ground.treasury);
    await page.getByText('Export, passkey, password, delete').click();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save the key as a file' }).click();
    const file = await (await saved).path();
    const passwordFile = join(ground.network.home, 'wallet.password');
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    await ground.run('keys', 'import', 'exported', file);
    const sent = await ground.run(
      ...['send', 'exported', ground.payee, '0.10', 'EUR', '--password-file', passwordFile],
    );
    // A payment that fails ends the command with another code than 0.
    expect(sent.transactionId).toMatch(/^[0-9a-f]{64}$/);
    await context.close();
  });

  it('makes a key from a new phrase once three of its words are told, and the phrase gives it back', async () => {
    const { page, context, problems } = await open('#/new');
    await page.getByRole('button', { name: 'I wrote them down' }).waitFor();
    const words = await page
      .getByRole('list', { name: 'The phrase' })
      .locator('li')
      .allTextContents();
    expect(words).toHaveLength(24);
    await page.getByRole('button', { name: 'I wrote them down' }).click();
    const asked = page.getByLabel(/^Word \d+$/);
    await asked.first().waitFor();
    expect(await asked.count()).toBe(3);
    expect(await page.locator('main').textContent()).not.toContain(words.join(' '));
    for (const field of await asked.all()) await field.fill('wrong');
    await page.getByLabel('Name').fill('Mine');
    await page.getByLabel('New password', { exact: true }).fill(password);
    await page.getByLabel('New password again').fill(password);
    await page.getByRole('button', { name: 'Make the key' }).click();
    await page.getByRole('alert').filter({ hasText: 'not the words' }).waitFor();
    expect(await keysIn(page)).toBe(0);
    for (const field of await asked.all()) {
      const label = await field.evaluate((one: HTMLInputElement) => one.labels?.[0]?.textContent);
      await field.fill(words[Number(/\d+/.exec(label ?? '')) - 1] ?? '');
    }
    await page.getByRole('button', { name: 'Make the key' }).click();
    const card = page.getByRole('region', { name: 'Mine' });
    await card.getByText('does not exist yet').waitFor();
    const account = await card.locator('.mono').first().textContent();
    expect(problems).toEqual([]);
    await context.close();

    const again = await open('#/import');
    await again.page.getByLabel('Or its text, or a phrase').fill(words.join(' '));
    await again.page.getByLabel('Name').fill('Again');
    await again.page.getByLabel('New password', { exact: true }).fill(password);
    await again.page.getByLabel('New password again').fill(password);
    await again.page.getByRole('button', { name: 'Import' }).click();
    const found = again.page.getByRole('region', { name: 'Again' }).locator('.mono').first();
    expect(await found.textContent()).toBe(account);
    await again.context.close();
  });

  it('opens a key with a passkey', async () => {
    const { page, context, problems } = await open();
    const devtools = await context.newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        hasPrf: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await importKey(page, ground.treasury);
    await page.getByText('Export, passkey, password, delete').click();
    await page.getByLabel('Its password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByText('A passkey opens this key.').waitFor();
    await fillPayment(page, ground.payee, '0.05');
    await reviewOf(page).getByRole('button', { name: 'Sign with the passkey' }).click();
    await final(page).waitFor();
    expect(problems).toEqual([]);
    await context.close();
  });

  it.each([
    ['light', 320],
    ['dark', 1_280],
  ] as const)('can be read by everybody: %s, %d px wide', async (colorScheme, width) => {
    const { page, context } = await visit(ground.browser, ground.url, { colorScheme, width });
    await importKey(page, ground.treasury);
    await page.evaluate(await axeSource);
    const found: unknown[] = [];
    const look = async (place: string): Promise<void> => {
      const { violations, sideways } = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as {
          axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
        };
        const result = await axe.run();
        const { scrollWidth, clientWidth } = document.documentElement;
        return {
          violations: result.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
          sideways: scrollWidth - clientWidth,
        };
      });
      if (violations.length > 0 || sideways > 0) found.push({ place, violations, sideways });
    };
    for (const place of ['', 'new', 'import', 'do', 'do/pay', 'do/batch', 'file', 'trust']) {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, `#/${place}`);
      await page.locator('main h1').first().waitFor();
      await look(place);
    }
    await fillPayment(page, ground.payee, '0.01');
    await reviewOf(page).locator('.sentences').waitFor();
    await look('review');
    expect(found).toEqual([]);
    await context.close();
  });
});
