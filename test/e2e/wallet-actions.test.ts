/** What the wallet does beside paying, in a real browser on a real network: each action signed as it was shown, and final. */
import { formatAddress, isHash, readKeyFileHeader, schemes } from '@trellis/crypto';
import { holdId, keyAccount } from '@trellis/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, titleOf, type Visit, visit } from './browser.ts';
import {
  agree,
  type Doing,
  doAction,
  fillForm,
  finalIn,
  goToPlace,
  importKey,
  reviewOf,
  startWalletGround,
  type WalletGround,
} from './wallet-ground.ts';
import { password } from './wallet-network.ts';

describe.skipIf(!hasBrowser)(titleOf('the actions of the wallet'), () => {
  let ground: WalletGround;
  /** The wallet of the treasury, which has the money, and that of an operator. */
  let treasury: Visit;
  let operator: Visit;
  let nodes: readonly string[];
  beforeAll(async () => {
    ground = await startWalletGround({ validators: 2 });
    await ground.run('send', 'treasury', 'operator1', '20', 'EUR');
    nodes = ground.network.manifest.nodes.map(({ http }) => http);
    treasury = await visit(ground.browser, ground.url, { nodes });
    await importKey(treasury.page, ground.treasury);
    operator = await visit(ground.browser, ground.url, { nodes });
    await importKey(operator.page, { ...(await ground.keyOf('operator1')), label: 'Operator' });
  });
  afterAll(async () => {
    await treasury?.context.close();
    await operator?.context.close();
    await ground?.remove();
  });

  const accountIn = async (name: string): Promise<string> => {
    const { keyFile } = name === 'treasury' ? ground.treasury : await ground.keyOf(name);
    const { scheme, address } = readKeyFileHeader(keyFile);
    return formatAddress(keyAccount(scheme, address));
  };

  const goTo = ({ page }: Visit, place: string): Promise<void> => goToPlace(page, ground, place);
  /** Fills in a form, agrees to what the review says, and gives the id of the final transaction. */
  const doIt = ({ page }: Visit, ...rest: Doing): Promise<string> =>
    doAction(page, ground, ...rest);

  it('pays a batch from a file, or nothing of it and the line that is wrong (docs/wallet.md: pay many at once)', async () => {
    const { page } = treasury;
    await goTo(treasury, 'do/batch');
    const choose = async (text: string): Promise<void> => {
      const buffer = Buffer.from(text);
      await page
        .getByLabel('From a file')
        .setInputFiles({ name: 'pay.csv', mimeType: 'text/csv', buffer });
      await expect.poll(() => page.getByLabel('Payments as CSV').inputValue()).toBe(text);
      await page.getByRole('button', { name: 'Review' }).click();
    };
    const right = `${ground.payee},0.10,EUR,7`;
    await choose(`to,amount,asset,invoice\n${right}\n${ground.payee},ten,EUR,8\n`);
    await page.locator('form .bad', { hasText: 'line 3' }).waitFor();
    await choose(`to,amount,asset,invoice\n${right}\n${ground.payee},0.20,EUR,8\n`);
    await agree(page, '0.20 EUR');
    await finalIn(page);
    expect(await ground.balance()).toBe('0.30');
  });

  it('reserves, pays out a part of a hold, and gives another one back (docs/wallet.md: reserve units)', async () => {
    const arbiter = await accountIn('treasury');
    const reserve = async (amount: string): Promise<string> => {
      const expires = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 16);
      const to = { To: ground.payee, Amount: amount, Asset: 'EUR' };
      const fields = { ...to, 'Who decides': arbiter, Expires: expires };
      const id = await doIt(treasury, 'reserve', fields, `${amount} EUR`);
      return isHash(id) ? holdId(id, 0) : expect.unreachable(id);
    };
    const [paid, given] = [await reserve('1.00'), await reserve('2.00')];
    expect(await ground.balance()).toBe('0.30');
    await doIt(treasury, 'post', { Hold: paid, Amount: '0.40' }, '0.40 EUR');
    expect(await ground.balance()).toBe('0.70');
    await doIt(treasury, 'void', { Hold: given }, given.slice(0, 8));
    await goTo(treasury, 'do/void');
    await fillForm(treasury.page, { Hold: 'a'.repeat(64) });
    await treasury.page.getByRole('button', { name: 'Review' }).click();
    await treasury.page.locator('form .bad', { hasText: 'there is no such hold' }).waitFor();
    // What the ledger would reject is said before anything is signed.
    await goTo(treasury, 'do/reserve');
    const late = new Date(Date.now() + 367 * 86_400_000).toISOString().slice(0, 16);
    const to = { To: ground.payee, Amount: '1', Asset: 'EUR' };
    await fillForm(treasury.page, { ...to, 'Who decides': arbiter, Expires: late });
    await treasury.page.getByRole('button', { name: 'Review' }).click();
    await treasury.page.locator('form .bad', { hasText: 'at most 366 days from now' }).waitFor();
    expect(await reviewOf(treasury.page).count()).toBe(0);
  });

  const gold = { Asset: 'GOLD' };

  it('defines, mints and burns an asset (docs/wallet.md: issue an asset)', async () => {
    const own = await accountIn('treasury');
    await doIt(treasury, 'define', { ...gold, Name: 'Gold', Decimals: '2' }, 'GOLD');
    await doIt(treasury, 'mint', { To: own, Amount: '10', ...gold }, '10.00 GOLD');
    await doIt(treasury, 'burn', { Amount: '1', ...gold }, '1.00 GOLD');
  });

  it('controls who has it, and shows who is frozen (docs/wallet.md: control who has it; see that an account is frozen or being recovered, or that others may pay from it)', async () => {
    const rules = { 'Who may freeze accounts': 'issuer', 'Who may claw back': 'issuer' };
    await doIt(treasury, 'rules', { ...gold, ...rules }, 'clawback=issuer');
    // Nothing chosen, and nothing is asked to be signed.
    await goTo(treasury, 'do');
    await goTo(treasury, 'do/rules');
    await fillForm(treasury.page, gold);
    await treasury.page.getByRole('button', { name: 'Review' }).click();
    await treasury.page.locator('form .bad', { hasText: 'choose what is to change' }).waitFor();
    await doIt(treasury, 'pay', { To: ground.payee, Amount: '4', ...gold }, '4.00 GOLD');
    const holder = { Account: ground.payee, ...gold };
    await doIt(treasury, 'freeze', holder, 'GOLD');
    // The review of a payment to it says so before anything is signed.
    await goTo(treasury, 'do/pay');
    await fillForm(treasury.page, { To: ground.payee, Amount: '1', ...gold });
    await treasury.page.getByRole('button', { name: 'Review' }).click();
    await reviewOf(treasury.page).getByText('frozen').first().waitFor();
    await reviewOf(treasury.page).getByRole('button', { name: 'Do not sign' }).click();
    await doIt(treasury, 'unfreeze', holder, 'GOLD');
    // Whoever was frozen sees it beside what the account holds.
    const own = { Account: await accountIn('operator1'), ...gold };
    await doIt(treasury, 'pay', { To: own.Account, Amount: '1', ...gold }, '1.00 GOLD');
    await doIt(treasury, 'freeze', own, 'GOLD');
    await goTo(operator, '');
    const card = operator.page.getByRole('region', { name: 'Operator' });
    await card.getByText('frozen for GOLD').waitFor();
    await doIt(treasury, 'unfreeze', own, 'GOLD');
    await card.getByText('frozen for GOLD').waitFor({ state: 'detached' });
    const back = { ...holder, Amount: '3', Reason: 'sentInError' };
    await doIt(treasury, 'clawback', back, '3.00 GOLD');
    const left = await ground.run('balance', ground.payee, 'GOLD');
    expect(JSON.stringify(left)).toContain('1.00');
  });

  it('votes as an operator (docs/wallet.md: vote)', async () => {
    await ground.run(
      ...['governance', 'propose', 'operator2', 'grant-role account=operator2 role=issuer'],
    );
    const { proposals } = (await ground.run('governance', 'list')) as {
      proposals: { number: number; status: string }[];
    };
    const [proposal] = proposals;
    if (proposal === undefined) throw new Error('no proposal');
    const vote = { Proposal: String(proposal.number), Choice: 'approve' };
    await doIt(operator, 'vote', vote, 'approve');
    const { roles } = await ground.run('governance', 'roles', 'operator2');
    expect(roles).toContain('issuer');
  });

  it('pays from an account of a hybrid key, whose phrase is made here (docs/wallet.md: have two schemes sign)', async () => {
    const { page, context, problems } = await visit(ground.browser, `${ground.url}#/new`, {
      nodes,
    });
    const scheme = 'ed25519+ml-dsa-65';
    await page.getByRole('button', { name: 'I wrote them down' }).waitFor();
    const list = page.getByRole('list', { name: 'The phrase' });
    const words = await list.locator('li').allTextContents();
    await page.getByRole('button', { name: 'I wrote them down' }).click();
    for (const field of await page.getByLabel(/^Word \d+$/).all()) {
      const label = await field.evaluate((one: HTMLInputElement) => one.labels?.[0]?.textContent);
      await field.fill(words[Number(/\d+/.exec(label ?? '')) - 1] ?? '');
    }
    const secret = { 'New password': password, 'New password again': password };
    await fillForm(page, { Name: 'Hybrid', 'Signature scheme': scheme, ...secret });
    await page.getByRole('button', { name: 'Make the key' }).click();
    const card = page.getByRole('region', { name: 'Hybrid' });
    await card.getByText('does not exist yet').waitFor();
    const [own = '', key = ''] = await card.locator('.mono').allTextContents();
    expect(key.startsWith(`${scheme}/`)).toBe(true);
    await doIt(treasury, 'account', { Keys: key }, scheme);
    await doIt(treasury, 'pay', { To: own, Amount: '2', Asset: 'EUR' }, own);
    const before = Number(await ground.balance());
    const pay = { To: ground.payee, Amount: '0.50', Asset: 'EUR' };
    const id = await doAction(page, ground, 'pay', pay, `0.50 EUR from ${own}`);
    expect(Number(await ground.balance())).toBeCloseTo(before + 0.5);
    const { size } = await ground.run('tx', 'show', id);
    expect(size).toMatchObject({ signatureBytes: schemes[scheme].signatureBytes });
    expect(problems).toEqual([]);
    await context.close();
  });

  it('is where the page leads, unless the node says that it has none', async () => {
    const explorer = new URL('/explorer/', ground.url).href;
    const lead = treasury.page.getByRole('navigation').getByRole('link', { name: 'Wallet' });
    await treasury.page.goto(explorer);
    await lead.waitFor();
    // As test/explorer/served.test.ts sees it said by a node that was told so.
    await treasury.page.route('**/settings.json', (route) =>
      route.fulfill({ json: { nodes: [], wallet: false } }),
    );
    await treasury.page.goto(explorer);
    await treasury.page.getByRole('navigation').first().waitFor();
    expect(await lead.count()).toBe(0);
    await treasury.page.unroute('**/settings.json');
  });

  it('nothing went wrong on the way', () => {
    const meant = /Failed to load resource/;
    for (const { problems } of [treasury, operator]) {
      expect(problems.filter((one) => !meant.test(one))).toEqual([]);
    }
  });
});
