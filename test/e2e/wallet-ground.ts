/** A network with its page, Chromium, and the small steps that tests of the wallet share. */
import { buildPage } from '@trellis/explorer/build';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { password, startWalletNetwork, type WalletNetwork } from './wallet-network.ts';

export interface WalletGround extends WalletNetwork {
  readonly browser: Browser;
}

/** `url` is that of the wallet. */
export async function startWalletGround({ validators = 1 } = {}): Promise<WalletGround> {
  await buildPage();
  const [network, browser] = await Promise.all([
    startWalletNetwork({ validators }),
    launchBrowser(),
  ]);
  return {
    ...network,
    browser,
    url: `${network.url}/wallet/`,
    async remove() {
      await browser.close();
      await network.remove();
    },
  };
}

/** Imports a key file, under the usual password. */
export async function importKey(
  page: Page,
  file: WalletGround['treasury'] & { readonly label?: string },
): Promise<void> {
  const { label = 'Treasury' } = file;
  await page.getByRole('link', { name: 'Import a key' }).click();
  await page.getByLabel('Or its text, or a phrase').fill(file.keyFile);
  await page.getByLabel('Password of the file').fill(file.password);
  await page.getByLabel('Name').fill(label);
  await page.getByLabel('New password', { exact: true }).fill(password);
  await page.getByLabel('New password again').fill(password);
  await page.getByRole('button', { name: 'Import' }).click();
  await page.getByRole('region', { name: label }).getByText('EUR').first().waitFor();
}

/** Fills in a payment, and asks for its review. */
export async function fillPayment(
  page: Page,
  payee: string,
  amount: string,
  memo = '',
): Promise<void> {
  await page.getByRole('link', { name: 'Pay', exact: true }).click();
  await page.getByLabel('To', { exact: true }).fill(payee);
  await page.getByLabel('Amount', { exact: true }).fill(amount);
  await page.getByLabel('Asset', { exact: true }).fill('EUR');
  await page.getByLabel('Memo').fill(memo);
  await page.getByRole('button', { name: 'Review' }).click();
}

export const reviewOf = (page: Page) =>
  page.getByRole('region', { name: 'What you are asked to sign' });

/** Presses the button of the review, with the usual password or another. */
export async function sign(page: Page, secret = password): Promise<void> {
  const review = reviewOf(page);
  await review.getByLabel('Password').fill(secret);
  await review.getByRole('button', { name: 'Sign', exact: true }).click();
}
