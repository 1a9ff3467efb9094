/** Mandates and aliases in the wallet: what others confirm or pay for an account, on a chain of the newest version. */
import { createLightClient, getGenesis, getMandates, trustGenesis } from '@trellis/client';
import { createProvider, formatAddress, readKeyFileHeader } from '@trellis/crypto';
import { openTestKey } from '@trellis/keystore';
import { keyAccount } from '@trellis/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reachNewest } from '../upgrade/reach-newest.ts';
import { hasBrowser, titleOf, type Visit, visit } from './browser.ts';
import {
  agree,
  doAction,
  fillForm,
  finalIn,
  goToPlace,
  importKey,
  reviewOf,
  sign,
  startWalletGround,
  type WalletGround,
} from './wallet-ground.ts';

const provider = createProvider('native');
const dayMs = 86_400_000;

describe.skipIf(!hasBrowser)(titleOf('mandates and aliases in the wallet'), () => {
  let ground: WalletGround;
  let owner: Visit;
  let delegate: Visit;
  let mandates: () => Promise<readonly string[]>;
  beforeAll(async () => {
    ground = await startWalletGround();
    const [transport] = ground.network.transports;
    if (transport === undefined) throw new Error('no node');
    const trusted = trustGenesis(await getGenesis(transport));
    const light = createLightClient({ transport, verifier: provider, trusted, headAgeMsMax: null });
    // Mandates begin with version 2.
    await reachNewest(light, await openTestKey(ground.network.home, 'operator1', provider));
    const { scheme, address } = readKeyFileHeader(ground.treasury.keyFile);
    mandates = async () => (await getMandates(light, keyAccount(scheme, address))).value;
    owner = await visit(ground.browser, ground.url);
    delegate = await visit(ground.browser, ground.url);
    await importKey(owner.page, { ...ground.treasury, label: 'Owner' });
    await importKey(delegate.page, { ...(await ground.keyOf('operator1')), label: 'Delegate' });
  });
  afterAll(async () => {
    await owner?.context.close();
    await delegate?.context.close();
    await ground?.remove();
  });

  const until = (days: number): string =>
    new Date(Date.now() + days * dayMs).toISOString().slice(0, 16);

  /** The delegate is the account with the only other key there is. */
  const terms = async () => {
    const { scheme, address } = readKeyFileHeader((await ground.keyOf('operator1')).keyFile);
    return {
      'Who may pay': formatAddress(keyAccount(scheme, address)),
      Asset: 'EUR',
      'Most in a payment': '2',
      'Most in a period': '3',
      'Days of a period': '30',
      'Most payments': '5',
      Expires: until(365),
    };
  };

  it('what the ledger would reject is said at its field', async () => {
    const { page } = owner;
    const right = await terms();
    const wrong = [
      [{ Expires: until(3_661) }, 'at most 3660 days from now'],
      [{ 'Most in a period': '1' }, 'below the most in a payment'],
      [{ 'Most payments': '0' }, 'from 1 to 4294967295'],
      [{ 'Days of a period': '0.5' }, 'from 1 to 3660'],
      [{ 'Payees (optional)': `${ground.payee}\n`.repeat(17) }, 'at most 16'],
      [{ 'Payees (optional)': `${ground.payee} ${ground.payee}` }, 'named twice'],
      [{ 'Who may pay': 'ml-dsa-65/me' }, 'enter keys such as'],
    ] as const;
    for (const [fields, says] of wrong) {
      await goToPlace(page, ground, 'do');
      await goToPlace(page, ground, 'do/grant');
      await fillForm(page, { ...right, ...fields });
      await page.getByRole('button', { name: 'Review' }).click();
      await page.locator('form .bad', { hasText: says }).waitFor();
    }
    expect(await reviewOf(page).count()).toBe(0);
  });

  it('is granted, paid under within its limits, and ended (docs/wallet.md: let others pay from an account; pay from an account of others)', async () => {
    await doAction(owner.page, ground, 'grant', await terms(), '2.00 EUR');
    const [mandate = '', ...more] = await mandates();
    expect(more).toEqual([]);
    const pay = (amount: string) => ({ Mandate: mandate, To: ground.payee, Amount: amount });
    const under = async (amount: string): Promise<void> => {
      const { page } = delegate;
      await goToPlace(page, ground, 'do/pay-under');
      await fillForm(page, pay(amount));
      await page.getByRole('button', { name: 'Review' }).click();
      await reviewOf(page)
        .locator('.sentences', { hasText: `${amount} EUR` })
        .waitFor();
    };
    await under('2.01');
    await reviewOf(delegate.page).locator('.facts .bad', { hasText: 'mandate' }).waitFor();
    await reviewOf(delegate.page).getByRole('button', { name: 'Do not sign' }).click();
    await under('1.50');
    await sign(delegate.page);
    await finalIn(delegate.page);
    expect(await ground.balance()).toBe('1.50');
    await doAction(owner.page, ground, 'revoke', { Mandate: mandate }, mandate);
    expect(await mandates()).toEqual([]);
    await goToPlace(delegate.page, ground, 'do');
    await goToPlace(delegate.page, ground, 'do/pay-under');
    await fillForm(delegate.page, pay('1.00'));
    await delegate.page.getByRole('button', { name: 'Review' }).click();
    await delegate.page.locator('form .bad', { hasText: 'there is no such mandate' }).waitFor();
  });

  /** Asks for an alias of the delegate, which the owner confirms; gives the link for the owner. */
  async function askFor(alias: string): Promise<string> {
    const { page, context } = delegate;
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await goToPlace(page, ground, 'do/alias');
    await fillForm(page, { Alias: alias, Directory: accountOf(ground.treasury.keyFile) });
    await page.getByRole('button', { name: 'Review' }).click();
    await agree(page, `confirm ${alias} as`);
    await page.getByText('It is not submitted yet').waitFor();
    await page.getByRole('button', { name: 'Copy the link' }).click();
    await page.getByText('copied', { exact: true }).waitFor();
    return page.evaluate(() => navigator.clipboard.readText());
  }
  const accountOf = (keyFile: string): string => {
    const { scheme, address } = readKeyFileHeader(keyFile);
    return formatAddress(keyAccount(scheme, address));
  };
  /** Wants to pay an alias. */
  async function payTo(alias: string): Promise<void> {
    const { page } = owner;
    await goToPlace(page, ground, 'do');
    await goToPlace(page, ground, 'do/pay');
    await fillForm(page, { To: alias, Amount: '0.25', Asset: 'EUR' });
    await page.getByRole('button', { name: 'Review' }).click();
  }
  const saysAtField = ({ page }: Visit, text: string): Promise<void> =>
    page.locator('form .bad', { hasText: text }).waitFor();

  it('an alias is confirmed by a directory, paid by its proven address, and given up (docs/wallet.md: get an alias; confirm one; give one up)', async () => {
    const called = accountOf((await ground.keyOf('operator1')).keyFile);
    const directory = accountOf(ground.treasury.keyFile);
    await goToPlace(delegate.page, ground, 'do/alias');
    await fillForm(delegate.page, { Alias: '@mill', Directory: directory });
    await delegate.page.getByRole('button', { name: 'Review' }).click();
    await saysAtField(delegate, 'is no directory');
    await ground.run(
      ...['governance', 'propose', 'operator1', `grant-role account=${directory} role=directory`],
    );
    const { page } = owner;
    const link = await askFor('@mill');
    await page.goto('about:blank');
    await page.goto(link);
    await page.getByRole('button', { name: 'Review and sign' }).click();
    await agree(page, `confirm @mill as ${called}, by ${directory}`);
    await page.getByText('with 2 signatures').waitFor();
    await page.getByRole('button', { name: 'Submit' }).click();
    await finalIn(page);

    await payTo('@rnill');
    await saysAtField(owner, '@mill looks like it, and is another');
    await payTo('@mill');
    const payee = reviewOf(page).locator('.payee');
    await payee.filter({ hasText: `@mill, confirmed by ${directory}` }).waitFor();
    expect((await payee.textContent())?.replaceAll(/\s/g, '')).toContain(called);
    await agree(page, `to ${called}`);
    await finalIn(page);
    await goToPlace(delegate.page, ground, '');
    const card = delegate.page.getByRole('region', { name: 'Delegate' });
    await card.getByText('Called @mill, confirmed by').waitFor();

    await doAction(delegate.page, ground, 'remove-alias', { Alias: '@mill' }, 'remove @mill from');
    await payTo('@mill');
    await saysAtField(owner, 'nobody is called @mill');
    await goToPlace(delegate.page, ground, '');
    await card.getByText(/EUR/).first().waitFor();
    expect(await card.getByText('Called @mill').count()).toBe(0);
  });

  it('nothing went wrong on the way', () => {
    for (const { problems } of [owner, delegate]) expect(problems).toEqual([]);
  });
});
