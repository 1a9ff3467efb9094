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
  const card = page.getByRole('region', { name: label });
  await card
    .getByText(/^EUR$|holds nothing|does not exist/)
    .first()
    .waitFor();
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

/** Opens a place of the wallet, such as `do/pay`. */
export async function goToPlace(page: Page, { url }: WalletGround, place: string): Promise<void> {
  await page.goto(`${url}#/${place}`);
  await page.locator('main h1').first().waitFor();
}

/** An action, what is typed into its form, and what the review has to say. */
export type Doing = readonly [
  name: string,
  fields: Readonly<Record<string, string>>,
  says: string | RegExp,
];

/** Fills in a form, agrees to what the review says, and gives the id of the final transaction. */
export async function doAction(
  page: Page,
  ground: WalletGround,
  ...[name, fields, says]: Doing
): Promise<string> {
  await goToPlace(page, ground, `do/${name}`);
  await fillForm(page, fields);
  await page.getByRole('button', { name: 'Review' }).click();
  await agree(page, says);
  return finalIn(page);
}

export async function fillForm(
  page: Page,
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [label, value] of Object.entries(fields)) {
    const field = page.locator('form').getByLabel(label, { exact: true });
    const isChoice = await field.evaluate((one) => one.tagName === 'SELECT');
    await (isChoice ? field.selectOption(value) : field.fill(value));
  }
}

/** Signs when the review says this. */
export async function agree(page: Page, says: string | RegExp): Promise<void> {
  await reviewOf(page).locator('.sentences').filter({ hasText: says }).waitFor();
  await sign(page);
}

/** The id of the newest transaction that is shown as final. */
export async function finalIn(page: Page): Promise<string> {
  const final = page.locator('.outcome[data-state="final"]').last();
  await final.waitFor();
  await final.locator('[role="status"]', { hasText: 'proven here' }).first().waitFor();
  const id = /[0-9a-f]{64}/.exec((await final.getAttribute('aria-label')) ?? '')?.[0];
  if (id === undefined) throw new Error('an outcome without an id');
  return id;
}
