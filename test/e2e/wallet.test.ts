/** The wallet in a real browser on a real network: what is signed is what was shown, and it is paid once. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readerOf } from './accessibility.ts';
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

const site = 'https://shop.example/done';
/** All forms, as the list of actions has them. */
const forms = [
  ...[
    'pay',
    'sealed',
    'batch',
    'account',
    'alias',
    'remove-alias',
    'reserve',
    'post',
    'claim',
    'void',
    'grant',
    'revoke',
  ],
  ...['pay-under', 'define', 'mint', 'burn', 'freeze', 'unfreeze', 'allow', 'disallow', 'clawback'],
  'vote',
];

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

  it('pays: shows what the bytes say, refuses a wrong password, and proves that it is final (docs/wallet.md: pay)', async () => {
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

  it('pays a request once, in however many tabs and after a reload (docs/wallet.md: part pay; part return; part state)', async () => {
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

  it('gives its keys to the command line, which uses them (docs/wallet.md: back it up; use it in the command line)', async () => {
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

  it('makes a key from a new phrase once three of its words are told, and the phrase gives it back (docs/wallet.md: make one)', async () => {
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

  it('asks for a payment by a request, which another wallet pays (docs/wallet.md: ask for a payment; pay what somebody asks for)', async () => {
    const payee = await open();
    await importKey(payee.page, { ...(await ground.keyOf('operator1')), label: 'Payee' });
    await payee.page.getByText('Receive: QR code and payment request').click();
    await payee.page.getByRole('img', { name: 'QR code of the address' }).waitFor();
    await payee.page.locator('.receive').getByLabel('Amount', { exact: true }).fill('0.15');
    await payee.page.locator('.receive').getByLabel('Asset', { exact: true }).fill('EUR');
    await payee.page.getByRole('img', { name: 'QR code of the payment request' }).waitFor();
    const pay = (await payee.page.locator('.receive code').textContent()) ?? '';
    await payee.context.close();
    const { page, context } = await open();
    await importKey(page, ground.treasury);
    // The payer pastes what the payee copied.
    await page.goto(`${ground.url}#/do/pay`);
    await page.getByLabel('To', { exact: true }).fill(pay);
    await page.getByRole('button', { name: 'Review' }).click();
    await page.getByRole('heading', { name: 'Pay a request' }).waitFor();
    await page.locator('.from').getByText('From').waitFor();
    await page.getByRole('button', { name: 'Review' }).click();
    await reviewOf(page).locator('.sentences', { hasText: '0.15 EUR' }).waitFor();
    await sign(page);
    await final(page).waitFor();
    await context.close();
  });

  it('tells a site an address, when its user follows the link (docs/wallet.md: part connect)', async () => {
    const query = new URLSearchParams({ connect: '', return: site, state: 'visit 3' });
    const { page, context } = await open();
    await importKey(page, ground.treasury);
    await page.goto(`${ground.url}#/link?${query}`);
    const told = page.getByRole('link', { name: 'Tell https://shop.example' });
    const url = new URL((await told.getAttribute('href')) ?? '');
    expect(url.origin + url.pathname).toBe(site);
    expect(url.searchParams.get('address')).toMatch(/^trellis1/);
    expect(url.searchParams.get('state')).toBe('visit 3');
    const declined = page.getByRole('link', { name: 'Decline' });
    expect(await declined.getAttribute('href')).toContain('error=declined');
    await context.close();
  });

  it('imports PKCS#8 without a password, and says what becomes of one with (docs/wallet.md: import one)', async () => {
    const { page, context, problems } = await open('#/import');
    const folder = ground.network.home;
    const pem = join(folder, 'treasury.pem');
    const secret = join(folder, 'pem.password');
    await writeFile(secret, `${password}\n`, { mode: 0o600 });
    const locked = join(folder, 'locked.pem');
    await ground.run('keys', 'export', 'treasury', '--private', pem, '--unencrypted');
    const pemPassword = ['--pem-password-file', secret];
    await ground.run('keys', 'export', 'treasury', '--private', locked, ...pemPassword);
    await page.getByLabel('Name').fill('From PEM');
    const choose = async (file: string): Promise<void> => {
      await page.getByLabel('Key file').setInputFiles(file);
      await page.getByLabel('New password', { exact: true }).fill(password);
      await page.getByLabel('New password again').fill(password);
      await page.getByRole('button', { name: 'Import' }).click();
    };
    await choose(locked);
    await page.getByRole('alert').filter({ hasText: 'trellis keys import' }).waitFor();
    await choose(pem);
    const card = page.getByRole('region', { name: 'From PEM' });
    await card.getByText('EUR').first().waitFor();
    expect(problems).toEqual([]);
    await context.close();
  });

  it('imports a key file of the command line, changes its password and takes it out (docs/wallet.md: use one of the command line here; change its password; take it out of this browser)', async () => {
    const { page, context } = await open('#/import');
    const file = join(ground.network.home, 'keys', 'treasury.json');
    await page.getByLabel('Key file').setInputFiles(file);
    await page.getByLabel('Password of the file').fill(ground.treasury.password);
    await page.getByLabel('Name').fill('Till');
    await page.getByLabel('New password', { exact: true }).fill(password);
    await page.getByLabel('New password again').fill(password);
    await page.getByRole('button', { name: 'Import' }).click();
    const card = page.getByRole('region', { name: 'Till' });
    await card.getByText('Export, passkey, password, delete').click();
    const other = 'another long password';
    const change = async (old: string, again: string): Promise<void> => {
      await card.getByLabel('Its password now').fill(old);
      await card.getByLabel('New password', { exact: true }).fill(other);
      await card.getByLabel('New password again').fill(again);
      await card.getByRole('button', { name: 'Change the password' }).click();
    };
    await change(password, `${other}!`);
    await card.getByRole('alert').filter({ hasText: 'different' }).waitFor();
    await change(password, other);
    await card.getByRole('status').filter({ hasText: 'The password was changed' }).waitFor();
    await fillPayment(page, ground.payee, '0.02');
    await sign(page);
    await reviewOf(page).getByRole('alert').filter({ hasText: 'wrong' }).waitFor();
    await sign(page, other);
    await final(page).waitFor();
    await page.getByRole('link', { name: 'Accounts' }).click();
    await card.getByText('Export, passkey, password, delete').click();
    await card.getByRole('button', { name: 'Delete it from this browser' }).click();
    await card.getByRole('alert').filter({ hasText: 'type Till' }).waitFor();
    expect(await keysIn(page)).toBe(1);
    await card.getByLabel('Type Till').fill('Till');
    await card.getByRole('button', { name: 'Delete it from this browser' }).click();
    await page.getByText('no keys yet').waitFor();
    expect(await keysIn(page)).toBe(0);
    await context.close();
  });

  it('opens a key with a passkey (docs/wallet.md: open it without the password)', async () => {
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
    const read = await readerOf(page);
    const found: unknown[] = [];
    const look = async (place: string): Promise<void> => {
      found.push(...(await read(place)));
    };
    for (const place of [
      ...['', 'new', 'import', 'do', 'file', 'messages', 'transactions', 'trust', 'none'],
      ...forms.map((form) => `do/${form}`),
    ]) {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, `#/${place}`);
      await page.locator('main h1').first().waitFor();
      await look(place);
    }
    await page.getByRole('link', { name: 'Accounts' }).click();
    for (const more of [/^Receive/, /^Export/]) await page.getByText(more).click();
    await look('all of an account');
    // Every field says what is wrong with it.
    await fillPayment(page, 'nobody', '0.01', 'x'.repeat(300));
    await page.locator('form .bad').first().waitFor();
    await look('what is wrong');
    await fillPayment(page, ground.payee, '0.01');
    await reviewOf(page).locator('.sentences').waitFor();
    await look('review');
    await sign(page);
    await final(page).waitFor();
    await look('outcome');
    await page.goto(`${ground.url}#/link?${new URLSearchParams({ connect: '', return: site })}`);
    await page.locator('.asker').waitFor();
    await look('a site that asks');
    expect(found).toEqual([]);
    await context.close();
  });
});
