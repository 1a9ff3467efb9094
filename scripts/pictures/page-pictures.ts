/** Pictures of the explorer's pages, and a recording of a payment that becomes final and is verified. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import upng from 'upng-js';
import { launchBrowser } from '../../test/e2e/browser.ts';
import { fillPayment, importKey, reviewOf } from '../../test/e2e/wallet-ground.ts';

/** So many make a picture small, and its texts stay sharp. */
const colours = 64;

/** What the pages of the pictures show. */
export interface Shown {
  /** Address of a node. */
  readonly node: string;
  readonly account: string;
  readonly transaction: string;
  readonly height: string;
}

/** Names of the pictures, with the pages that they show. */
const pages = ({ account, transaction, height }: Shown): readonly (readonly [string, string])[] => [
  ['explorer', ''],
  ['explorer-blocks', 'blocks'],
  ['explorer-block', `block/${height}`],
  ['explorer-transactions', 'transactions'],
  ['explorer-transaction', `tx/${transaction}`],
  ['explorer-accounts', 'accounts'],
  ['explorer-account', `account/${account}`],
  ['explorer-statement', `statement/${account}?asset=EUR`],
  ['explorer-assets', 'assets'],
  ['explorer-asset', 'asset/EUR'],
  ['explorer-proposals', 'proposals'],
  ['explorer-validators', 'validators'],
  ['explorer-mempool', 'mempool'],
  ['explorer-network', 'network'],
  ['explorer-health', 'health'],
  ['explorer-signatures', 'signatures'],
  ['explorer-inventory', 'inventory'],
  ['explorer-trust', 'trust'],
];

/** Each page at 1,280 pixels in light colours, when it has verified what it shows. */
export async function picturePages(folder: string, shown: Shown): Promise<void> {
  await withPage(800, async (page) => {
    for (const [name, path] of pages(shown)) {
      await page.goto(`${shown.node}/explorer/${path}`);
      await page
        .locator('main .mark.proven, main .sign.proven, main table, main .reported')
        .first()
        .waitFor();
      await page.waitForTimeout(4_000);
      await writePicture(join(folder, `${name}.png`), [await page.screenshot()], []);
    }
  });
}

/** The wallet with a key, and what it says before a payment is signed; `key`: a file of the command line, and its password. */
export async function pictureWallet(
  folder: string,
  { node, account }: Shown,
  key: { readonly keyFile: string; readonly password: string },
): Promise<void> {
  await withPage(800, async (page) => {
    const picture = async (name: string): Promise<void> =>
      writePicture(join(folder, `${name}.png`), [await page.screenshot()], []);
    await page.goto(`${node}/wallet/`);
    await importKey(page, { ...key, label: 'Alice' });
    await page.getByRole('region', { name: 'Alice' }).locator('.sign.proven').first().waitFor();
    await picture('wallet');
    await fillPayment(page, account, '12.50', 'invoice 10');
    await reviewOf(page).getByLabel('Password').waitFor();
    await picture('wallet-review');
  });
}

/** A payment comes to the overview, and its proof is opened. `pay` makes it, and tells its id. */
export async function recordPayment(
  folder: string,
  node: string,
  pay: () => Promise<string>,
): Promise<void> {
  await withPage(640, async (page) => {
    const frames: Uint8Array[] = [];
    const delays: number[] = [];
    const show = async (ms: number): Promise<void> => {
      frames.push(await page.screenshot());
      delays.push(ms);
    };
    await page.goto(`${node}/`);
    await page.locator('.head.proven').waitFor();
    await page.waitForTimeout(4_000);
    await show(3_000);
    const id = await pay();
    const link = page.locator(`main a[title="${id}"]`);
    await link.waitFor();
    await link.scrollIntoViewIfNeeded();
    await show(3_000);
    await link.hover();
    await show(1_500);
    await link.click();
    await page.locator('main h1', { hasText: 'Transaction' }).waitFor();
    await show(1_500);
    const mark = page.locator('.mark.proven').first();
    await mark.waitFor();
    await show(3_500);
    await mark.locator('summary').first().click();
    await show(5_000);
    await page.getByText('Encoding in hexadecimal').scrollIntoViewIfNeeded();
    await show(2_500);
    await writePicture(join(folder, 'payment.png'), frames, delays);
  });
}

async function withPage(height: number, use: (page: Page) => Promise<void>): Promise<void> {
  const browser = await launchBrowser();
  try {
    const viewport = { width: 1_280, height };
    await use(await browser.newPage({ colorScheme: 'light', locale: 'en-GB', viewport }));
  } finally {
    await browser.close();
  }
}

/** Writes pictures of one size as one PNG, which moves if there are several: each is shown for its time, in milliseconds. */
async function writePicture(
  path: string,
  pictures: readonly Uint8Array[],
  delays: readonly number[],
): Promise<void> {
  const decoded = pictures.map((picture) => upng.decode(Uint8Array.from(picture).buffer));
  const [first] = decoded;
  if (first === undefined) throw new Error('no picture');
  const frames = decoded.flatMap((picture) => upng.toRGBA8(picture));
  const encoded = upng.encode(frames, first.width, first.height, colours, [...delays]);
  await writeFile(path, new Uint8Array(encoded));
}
