/** The wallet as tests use it in Firefox. */
import type { Page } from 'puppeteer-core';
import { expect } from 'vitest';
import { password, type WalletNetwork } from './wallet-network.ts';

/** A new key, from words of which three are told again. */
export async function makeKey(wallet: WalletInFirefox, name: string): Promise<void> {
  const { page } = wallet;
  await page.locator('.words li').wait();
  const words = await page.$$eval('.words li', (all) => all.map((one) => one.textContent ?? ''));
  await wallet.press('I wrote them down');
  await page.locator('::-p-text(Three of the words)').wait();
  const asked = await page.$$eval('label', (all) =>
    all.flatMap((one) => /^Word (\d+)$/.exec(one.textContent ?? '')?.[1] ?? []),
  );
  for (const place of asked) await wallet.fill(`Word ${place}`, words[Number(place) - 1] ?? '');
  await wallet.fill('Name', name);
  await wallet.fill('New password', password);
  await wallet.fill('New password again', password);
  await wallet.press('Make the key');
  await page.locator(`section[aria-label="${name}"] ::-p-text(does not exist yet)`).wait();
}

export interface WalletInFirefox {
  readonly page: Page;
  /** Types into the field with this label. */
  fill(label: string, text: string): Promise<void>;
  /** A button or a link. */
  press(name: string): Promise<void>;
  importTreasury(network: WalletNetwork): Promise<void>;
  /** Signs when the review says this. */
  agree(says: string): Promise<void>;
  /** Fills in a form, and has it reviewed. */
  prepare(form: string, fields: Readonly<Record<string, string>>): Promise<void>;
  /** Prepares it, signs when the review says this, first with a wrong password if there is one, and waits until it is final. */
  act(
    form: string,
    fields: Readonly<Record<string, string>>,
    says: string,
    wrong?: string,
  ): Promise<void>;
}

export function walletIn(page: Page): WalletInFirefox {
  const named = (name: string): string =>
    `xpath///*[(self::button or self::a) and normalize-space(.)="${name}"]`;
  const labelled = (label: string): string =>
    `xpath///*[@id = //label[normalize-space(.)="${label}"]/@for]`;
  const wallet: WalletInFirefox = {
    page,
    fill: (label, text) => page.locator(labelled(label)).fill(text),
    press: (name) => page.locator(named(name)).click(),
    async importTreasury({ treasury }) {
      await wallet.press('Import a key');
      await wallet.fill('Or its text, or a phrase', treasury.keyFile);
      await wallet.fill('Password of the file', treasury.password);
      await wallet.fill('Name', 'Treasury');
      await wallet.fill('New password', password);
      await wallet.fill('New password again', password);
      await wallet.press('Import');
      await page.locator('section[aria-label="Treasury"] .facts').wait();
    },
    async agree(says) {
      await page.locator(`.review .sentences ::-p-text(${says})`).wait();
      await page.locator('.review input[type="password"]').fill(password);
      await wallet.press('Sign');
    },
    async prepare(form, fields) {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, `#/do/${form}`);
      for (const [label, text] of Object.entries(fields)) await wallet.fill(label, text);
      await wallet.press('Review');
    },
    async act(form, fields, says, wrong) {
      await wallet.prepare(form, fields);
      await page.locator('.review .sentences').wait();
      const shown = await page.$eval('.review', (review) => review.textContent ?? '');
      expect(shown).toContain(says);
      const secret = page.locator('.review input[type="password"]');
      if (wrong !== undefined) {
        await secret.fill(wrong);
        await wallet.press('Sign');
        await page.locator('.review [role="alert"] ::-p-text(wrong)').wait();
      }
      await secret.fill(password);
      await wallet.press('Sign');
      await page.locator('.outcome[data-state="final"]').wait();
      const status = await page.$eval('.outcome [role="status"]', (one) => one.textContent);
      expect(status).toBe('final, and proven here');
    },
  };
  return wallet;
}
