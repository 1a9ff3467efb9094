/** An account of two keys in two browsers: one signs, the other gets it by a file or a link, signs and submits. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatAddress, readKeyFileHeader } from '@trellis/crypto';
import { keyAccount } from '@trellis/protocol';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readerOf } from './accessibility.ts';
import { hasBrowser, titleOf, type Visit, visit } from './browser.ts';
import {
  agree,
  doAction,
  fillForm,
  finalIn,
  goToPlace,
  importKey,
  reviewOf,
  startWalletGround,
  type WalletGround,
} from './wallet-ground.ts';

describe.skipIf(!hasBrowser)(titleOf('the wallets of several who sign'), () => {
  let ground: WalletGround;
  let ann: Visit;
  let ben: Visit;
  /** The account of both. */
  let shared: string;
  /** What its payee was paid here, in cents. */
  let paid = 0;
  beforeAll(async () => {
    ground = await startWalletGround();
    ann = await visit(ground.browser, ground.url, { width: 320 });
    ben = await visit(ground.browser, ground.url, { colorScheme: 'dark' });
    await ann.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await importKey(ann.page, { ...ground.treasury, label: 'Ann' });
    await importKey(ben.page, { ...(await ground.keyOf('operator1')), label: 'Ben' });
    shared = await createShared();
    const pay = { To: shared, Amount: '10', Asset: 'EUR' };
    await doAction(ann.page, ground, 'pay', pay, '10.00 EUR');
  });
  afterAll(async () => {
    await ann?.context.close();
    await ben?.context.close();
    await ground?.remove();
  });

  /** The text after “Key” of the only key of a wallet. */
  async function keyIn({ page }: Visit, label: string): Promise<string> {
    await goToPlace(page, ground, '');
    const card = page.getByRole('region', { name: label });
    return (await card.locator('.mono', { hasText: '/trellis1' }).textContent()) ?? '';
  }

  /** Ann makes the account of both; gives its address. */
  async function createShared(): Promise<string> {
    const keys = [await keyIn(ann, 'Ann'), await keyIn(ben, 'Ben')].join('\n');
    const fields = { Keys: keys, 'Threshold (optional)': '2' };
    await doAction(ann.page, ground, 'account', fields, 'with threshold 2');
    const created = ann.page.locator('.outcome .facts > div', { hasText: 'New account' });
    const text = (await created.locator('.mono').textContent()) ?? '';
    return text.match(/trellis1[0-9a-z]{58}/)?.[0] ?? expect.unreachable(text);
  }

  /** Ann wants the account of both to pay, and signs; gives the file that she gets for Ben. */
  async function annSigns(cents: number): Promise<string> {
    const { page } = ann;
    const amount = (cents / 100).toFixed(2);
    await goToPlace(page, ground, 'do/pay');
    const pay = { To: ground.payee, Amount: amount, Asset: 'EUR' };
    await fillForm(page, { ...pay, 'For another account (optional)': shared });
    await page.getByRole('button', { name: 'Review' }).click();
    const saved = page.waitForEvent('download');
    await agree(page, `pay ${amount} EUR from ${shared} to ${ground.payee}`);
    const text = await readFile(await (await saved).path(), 'utf8');
    await page.getByText('It is not submitted yet').waitFor();
    paid += cents;
    return text;
  }

  async function chooseFile(page: Page, text: string): Promise<void> {
    const buffer = Buffer.from(text);
    await page
      .getByLabel('Transaction file')
      .setInputFiles({ name: 'pay.json', mimeType: 'application/json', buffer });
  }

  const signedBy = (page: Page, count: string): Promise<void> =>
    page.getByText(`with ${count}`, { exact: false }).waitFor();
  const submit = (page: Page): Promise<void> =>
    page.getByRole('button', { name: 'Submit' }).click();

  /** Ben looks at what he got, signs it and submits it. */
  async function benSignsAndSubmits(cents: number): Promise<void> {
    const { page } = ben;
    await signedBy(page, '1 signature');
    await page.getByRole('button', { name: 'Review and sign' }).click();
    await agree(page, `pay ${(cents / 100).toFixed(2)} EUR from ${shared} to ${ground.payee}`);
    await signedBy(page, '2 signatures');
    await submit(page);
    await finalIn(page);
    expect(await ground.balance()).toBe((paid / 100).toFixed(2));
  }

  it('the second gets it as a file: too few signatures are not submitted, two are final (docs/wallet.md: create an account; share an account; pay from a shared account; sign what others signed)', async () => {
    const file = await annSigns(125);
    await goToPlace(ben.page, ground, 'file');
    await chooseFile(ben.page, file);
    await signedBy(ben.page, '1 signature');
    await submit(ben.page);
    await ben.page.getByRole('alert').filter({ hasText: 'more people have to sign' }).waitFor();
    expect(await ben.page.locator('.outcome').count()).toBe(0);
    await benSignsAndSubmits(125);
    // What it had submitted for the account of both is found again after a reload.
    await goToPlace(ben.page, ground, 'transactions');
    await ben.page.reload();
    await ben.page.locator('.outcome[data-state="final"]', { hasText: shared }).waitFor();
  });

  it('the second gets it as a link, which says nothing to a server', async () => {
    await annSigns(75);
    await ann.page.getByRole('button', { name: 'Copy the link' }).click();
    await ann.page.getByText('copied', { exact: true }).waitFor();
    const link = await ann.page.evaluate(() => navigator.clipboard.readText());
    const asked: string[] = [];
    ben.page.on('request', (request) => asked.push(request.url()));
    await ben.page.goto('about:blank');
    await ben.page.goto(link);
    await benSignsAndSubmits(75);
    const secret = new URLSearchParams(new URL(link).hash.split('?')[1]).get('transaction') ?? '';
    expect(secret.length).toBeGreaterThan(1_000);
    // Without what stands behind `#`, which the browser keeps to itself.
    const sent = asked.map((url) => url.split('#')[0]);
    expect(sent.filter((url) => url?.includes(secret.slice(0, 100)))).toEqual([]);
  });

  it('a link that was cut off brings nothing, and says so', async () => {
    await ben.page.goto('about:blank');
    await ben.page.goto(`${ground.url}#/file?transaction=AAAA`);
    await ben.page.getByRole('alert').filter({ hasText: 'brings no transaction' }).waitFor();
    expect(await ben.page.getByRole('button', { name: 'Submit' }).count()).toBe(0);
  });

  it('the command line signs as the second, and the wallet submits (docs/wallet.md: sign with the command line too)', async () => {
    const path = join(ground.network.home, 'from-ann.json');
    await writeFile(path, await annSigns(50));
    await ground.run('tx', 'sign', path, '--key', 'operator1', '--account', shared);
    await goToPlace(ann.page, ground, 'file');
    await chooseFile(ann.page, await readFile(path, 'utf8'));
    await signedBy(ann.page, '2 signatures');
    await submit(ann.page);
    await finalIn(ann.page);
    expect(await ground.balance()).toBe((paid / 100).toFixed(2));
  });

  it('the command line begins, two wallets sign each its copy, and both files are put together', async () => {
    const path = join(ground.network.home, 'from-cli.json');
    await ground.run('tx', 'build', shared, path, '--pay', `${shared},${ground.payee},0.25,EUR`);
    paid += 25;
    const built = await readFile(path, 'utf8');
    const copies: string[] = [];
    for (const { page } of [ann, ben]) {
      await goToPlace(page, ground, 'do');
      await goToPlace(page, ground, 'file');
      await chooseFile(page, built);
      await page.getByRole('button', { name: 'Review and sign' }).click();
      await agree(page, '0.25 EUR');
      await signedBy(page, '1 signature');
      const saved = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Save the file' }).click();
      copies.push(await readFile(await (await saved).path(), 'utf8'));
    }
    await chooseFile(ben.page, copies[0] ?? '');
    await signedBy(ben.page, '2 signatures');
    await submit(ben.page);
    await finalIn(ben.page);
    expect(await ground.balance()).toBe((paid / 100).toFixed(2));
  });

  it('is among the accounts of each, with its balance, until one does not want to see it (docs/wallet.md: see a shared account)', async () => {
    const left = (10 - paid / 100).toFixed(2);
    const cardIn = ({ page }: Visit) => page.getByRole('region', { name: shared });
    for (const visited of [ann, ben]) {
      await goToPlace(visited.page, ground, '');
      const card = cardIn(visited);
      await card.getByText('of its 2 keys 1 in this browser (proven)').waitFor();
      await card.locator('.facts > div', { hasText: left }).waitFor();
      await card.getByRole('img', { name: 'proven here' }).first().waitFor();
    }
    const { page } = ben;
    await cardIn(ben).getByRole('button', { name: 'Do not show it here' }).click();
    await cardIn(ben).waitFor({ state: 'detached' });
    const add = async (account: string): Promise<void> => {
      await page.getByLabel('Shared account', { exact: true }).fill(account);
      await page.getByRole('button', { name: 'Show it' }).click();
    };
    await page.getByText('Show a shared account').click();
    const { scheme, address } = readKeyFileHeader(ground.treasury.keyFile);
    await add(formatAddress(keyAccount(scheme, address)));
    await page.getByRole('alert').filter({ hasText: 'no key of this browser signs' }).waitFor();
    await add(shared);
    await cardIn(ben).locator('.facts > div', { hasText: left }).waitFor();
    await page.reload();
    await cardIn(ben).waitFor();
  });

  it('shows what is at stake for whom the key signs, where another account sends it', async () => {
    const { scheme, address } = readKeyFileHeader((await ground.keyOf('operator1')).keyFile);
    const own = formatAddress(keyAccount(scheme, address));
    await doAction(ann.page, ground, 'pay', { To: own, Amount: '20', Asset: 'EUR' }, '20.00 EUR');
    const path = join(ground.network.home, 'swap.json');
    await ground.run('tx', 'build', 'treasury', path, '--pay', `${own},treasury,19,EUR`);
    await goToPlace(ben.page, ground, 'file');
    await chooseFile(ben.page, await readFile(path, 'utf8'));
    await ben.page.getByRole('button', { name: 'Review and sign' }).click();
    const review = reviewOf(ben.page);
    const balance = review.locator('.facts > div', { hasText: /[0-9.]+ EUR now, then [0-9.]+/ });
    const [now = 0, then = 0] = ((await balance.textContent()) ?? '').match(/\d+\.\d\d/g) ?? [];
    expect(Number(now) - Number(then)).toBe(19);
    await review.locator('.unusual', { hasText: '%' }).waitFor();
    const signer = review.locator('.facts > div', { hasText: 'You sign for' }).locator('.mono');
    expect((await signer.textContent())?.replaceAll(' ', '')).toBe(own);
    await review.getByRole('button', { name: 'Do not sign' }).click();
  });

  it('can be read by everybody: what is handed on, and what was signed', async () => {
    const found: unknown[] = [];
    for (const [{ page }, place] of [
      [ann, 'handed on'],
      [ben, 'signed'],
    ] as const) {
      const look = await readerOf(page);
      if (page === ann.page) await annSigns(1);
      found.push(...(await look(place)));
      await goToPlace(page, ground, 'transactions');
      await page.locator('.outcome').first().waitFor();
      found.push(...(await look(`transactions, ${place}`)));
      await goToPlace(page, ground, '');
      await page.getByRole('region', { name: shared }).getByText('(proven)').waitFor();
      found.push(...(await look(`a shared account, ${place}`)));
    }
    expect(found).toEqual([]);
    expect(await reviewOf(ben.page).count()).toBe(0);
  });

  it('nothing went wrong on the way', () => {
    for (const { problems } of [ann, ben]) expect(problems).toEqual([]);
  });
});
