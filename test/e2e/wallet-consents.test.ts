// cspell:ignore einmal höchstens unterschreiben zahlen
/** Consents in the wallet: a client asks, its owner looks, signs or refuses, sees who acted, and ends it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { getConsents, payUnderMandate, send } from '@trellis/client';
import {
  type Address,
  createProvider,
  formatAddress,
  parseAddress,
  readKeyFileHeader,
} from '@trellis/crypto';
import { openTestKey } from '@trellis/keystore';
import { keyAccount } from '@trellis/protocol';
import type { Download, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  callWith,
  introspect,
  type Pushed,
  push,
  redeem,
  redirectUri,
} from '../access/consent-client.ts';
import { readerOf } from './accessibility.ts';
import { hasBrowser, titleOf, type Visit, visit } from './browser.ts';
import { attack, type ConsentGround, euro, startConsentGround } from './consent-ground.ts';
import {
  agree,
  doAction,
  finalIn,
  importKey,
  reviewOf,
  sign,
  startWalletGround,
  type WalletGround,
} from './wallet-ground.ts';

const trellis = fileURLToPath(import.meta.resolve('@trellis/cli/main'));

describe.skipIf(!hasBrowser)(titleOf('consents in the wallet'), () => {
  let ground: WalletGround;
  let consents: ConsentGround;
  /** Has the account of the treasury. */
  let owner: Visit;
  beforeAll(async () => {
    ground = await startWalletGround();
    consents = await startConsentGround(ground);
    // By the name that the authorization server has.
    ground = { ...ground, url: `${consents.url}/wallet/` };
    owner = await openWallet(ground.treasury, 'Owner');
  });
  afterAll(async () => {
    await owner?.context.close();
    await ground?.remove();
  });

  /** A browser with a key, in which the site of the client answers for itself. */
  async function openWallet(
    key: WalletGround['treasury'],
    label: string,
    options: Parameters<typeof visit>[2] = {},
  ): Promise<Visit> {
    const visited = await visit(ground.browser, ground.url, options);
    const site = new URL(redirectUri).origin;
    await visited.context.route(`${site}/**`, (route) => route.fulfill({ body: 'Thanks' }));
    await importKey(visited.page, { ...key, label });
    return visited;
  }

  /** Follows the client's link to the node's page, and from there into the wallet. */
  async function come(page: Page, pushed: Pushed): Promise<void> {
    await page.goto(consents.linkOf(pushed));
    await page.getByRole('link', { name: 'Sign in the wallet' }).click();
    await page.getByRole('heading', { name: 'A client asks for your consent' }).waitFor();
    await page.getByText('To be answered until').waitFor();
  }
  const begin = (page: Page): Promise<void> =>
    page.getByRole('button', { name: 'Review and sign' }).click();
  const alert = (page: Page, text: string | RegExp): Promise<void> =>
    page.locator('main [role="alert"]').filter({ hasText: text }).first().waitFor();
  /** Where the browser was led, once it is there. */
  async function backOf(page: Page, { state }: Pushed): Promise<URL> {
    await page.waitForURL(`${redirectUri}?**`);
    const back = new URL(page.url());
    expect(back.origin + back.pathname).toBe(redirectUri);
    expect(back.searchParams.get('iss')).toBe(consents.url);
    expect(back.searchParams.get('state')).toBe(state);
    return back;
  }
  /** All of it without payments; gives the access token. */
  async function given(page: Page, details = consents.toSee) {
    const pushed = await push(consents.shop, details);
    await come(page, pushed);
    await begin(page);
    if (details.some(({ type }) => type !== 'account_information')) await agree(page, 'pay');
    await agree(page, /^(see|pay|pay once): /);
    const back = await backOf(page, pushed);
    return (await redeem(consents.shop, back.href, pushed)).access_token;
  }
  const callAccount = async (token: string, account: Address): Promise<number> => {
    const url = `${consents.url}/v1/accounts/${formatAddress(account)}`;
    return (await callWith(consents.shop, token, url)).status;
  };
  async function goToConsents(page: Page): Promise<void> {
    await page.goto('about:blank');
    await page.goto(`${ground.url}#/consents`);
    await page.getByRole('heading', { name: 'Consents', level: 1 }).waitFor();
  }
  /** The newest first. */
  const cards = (page: Page) => page.getByRole('region', { name: 'Consent to' });

  it('lets a client pay within limits: the words are of the bytes, the mandate and the consent are signed, and the browser goes back (docs/wallet.md: let a client act)', async () => {
    const { page } = owner;
    const { shop, treasury, payee } = consents;
    const pushed = await push(shop, consents.toPay);
    await come(page, pushed);
    const words =
      /pay: at most 9\.99 EUR at once and 25\.00 EUR in each 30 d to trellis1\w+, 12 times/;
    await page.locator('.sentences').filter({ hasText: words }).waitFor();
    const main = await page.locator('main').textContent();
    expect(main).toContain(attack);
    expect(main).toContain('see: balances and history');
    expect(main).toContain(new URL(redirectUri).origin);
    expect(main).toContain(formatAddress(payee));
    expect(await page.locator('main img').count()).toBe(0);
    await begin(page);
    await agree(page, 'pay at most 9.99 EUR at once');
    // The mandate is final before the consent is asked for.
    await reviewOf(page).locator('.sentences').filter({ hasText: words }).waitFor();
    const review = (await reviewOf(page).textContent()) ?? '';
    expect(review).toContain(`You let “${attack}” act for your account`);
    expect(review.replaceAll(' ', '')).toContain(formatAddress(treasury));
    expect(review).toContain(redirectUri);
    expect(review).toContain(consents.url);
    expect(review).toMatch(/Mandates granted by[0-9a-f]{64}/);
    await sign(page);
    const back = await backOf(page, pushed);
    const { access_token: token } = await redeem(shop, back.href, pushed);
    expect(await callAccount(token, treasury)).toBe(200);
    expect(await page.title()).not.toBe('hacked');

    // A second use: the request is answered.
    await page.goto(`${ground.url}#/consent?request=${pushed.request}`);
    await alert(page, 'it was answered, or is over');
    expect(await page.getByRole('button', { name: 'Refuse' }).count()).toBe(0);
  });

  it('refuses in two tabs once, and says to the second that it is over', async () => {
    const { page, context } = owner;
    const pushed = await push(consents.shop, consents.toSee);
    await come(page, pushed);
    const second = await context.newPage();
    await second.goto(`${ground.url}#/consent?request=${pushed.request}`);
    await second.getByText('To be answered until').waitFor();
    await page.getByRole('button', { name: 'Refuse' }).click();
    const back = await backOf(page, pushed);
    expect(back.searchParams.get('error')).toBe('access_denied');
    expect(back.searchParams.get('code')).toBeNull();
    await begin(second);
    await agree(second, 'balances and history');
    await alert(second, 'it was answered, or is over');
    expect(new URL(second.url()).pathname).toBe('/wallet/');
    await second.close();
  });

  it('shows who acted when, and ends it: the token counts no more (docs/wallet.md: see whom you let act; end a consent)', async () => {
    const { page } = owner;
    const { shop, treasury } = consents;
    const token = await given(page);
    await callAccount(token, treasury);
    await callAccount(token, treasury);
    expect(await introspect(shop, token)).toMatchObject({ active: true });
    await goToConsents(page);
    const card = cards(page).first();
    await card.getByText('in force').waitFor();
    await card.getByText('Who acted when').click();
    await card.locator('tbody tr').first().waitFor();
    const use = (await card.locator('tbody tr').first().textContent()) ?? '';
    expect(use).toContain(`GET /v1/accounts/${formatAddress(treasury)}`);
    expect(use).toMatch(/127\.0\.0\.1\s*2$/);

    await card.getByRole('button', { name: 'Revoke' }).click();
    await reviewOf(page).getByRole('button', { name: 'Do not sign' }).click();
    expect(await introspect(shop, token)).toMatchObject({ active: true });
    await card.getByRole('button', { name: 'Revoke' }).click();
    await agree(page, /end the consent [0-9a-f]{64}/);
    await page.getByRole('status').filter({ hasText: 'has ended' }).waitFor();
    await cards(page).first().getByText('revoked', { exact: true }).waitFor();
    expect(await introspect(shop, token)).toEqual({ active: false });
    expect(await cards(page).first().getByRole('button', { name: 'Revoke' }).count()).toBe(0);
  });

  it('says what is left of a payment on the chain, that it is used up, and leads to the mandate (docs/wallet.md: end what it may pay)', async () => {
    const { page } = owner;
    const { payee, until, treasury, transport, light, operator } = consents;
    await given(page, [{ type: 'payment_initiation', payee, asset: euro, amount: 500n, until }]);
    await goToConsents(page);
    const card = cards(page).first();
    await card.getByText('0 of 1 payments made, 5.00 EUR left now').waitFor();
    await card.getByRole('img', { name: 'proven here' }).waitFor();
    const [view] = (await getConsents(transport, treasury)).consents;
    const id = view?.mandates[0] ?? expect.unreachable('no mandate');
    const named = { id, mandate: { owner: treasury, asset: euro } };
    const operation = payUnderMandate(operator, named, { to: payee, amount: 500n });
    const provider = createProvider('native');
    const key = await openTestKey(ground.network.home, 'operator1', provider);
    const { final } = await send(light, { key, operations: [operation] });
    expect(final.receipt.status).toBe('success');
    await goToConsents(page);
    await card.getByText('used up: all payments were made (proven)').waitFor();
    await card.getByRole('link', { name: 'Revoke the mandate' }).click();
    expect(await page.getByLabel('Mandate').inputValue()).toBe(id);
    await page.getByRole('button', { name: 'Review' }).click();
    await agree(page, `revoke the mandate ${id}`);
    await finalIn(page);
    await goToConsents(page);
    await card.getByText('its mandates were revoked (proven)').waitFor();
  });

  describe('of an account of two keys', () => {
    let ben: Visit;
    let shared: Address;
    beforeAll(async () => {
      ben = await openWallet(await ground.keyOf('operator1'), 'Ben', { width: 320 });
      const keys: string[] = [];
      for (const { page } of [owner, ben]) {
        await page.goto(ground.url);
        const text = page.locator('.card .mono', { hasText: '/trellis1' }).first();
        keys.push((await text.textContent()) ?? '');
      }
      const { page } = owner;
      const fields = { Keys: keys.join('\n'), 'Threshold (optional)': '2' };
      await doAction(page, ground, 'account', fields, 'with threshold 2');
      const created = page.locator('.outcome .facts > div', { hasText: 'New account' });
      const text = (await created.locator('.mono').textContent()) ?? '';
      const found = parseAddress(text.match(/trellis1[0-9a-z]{58}/)?.[0] ?? '');
      shared = found ?? expect.unreachable(text);
      const pay = { To: formatAddress(shared), Amount: '10', Asset: 'EUR' };
      await doAction(page, ground, 'pay', pay, '10.00 EUR');
    });
    afterAll(() => ben?.context.close());

    const textOf = async (saved: Download): Promise<string> => readFile(await saved.path(), 'utf8');
    const choose = (page: Page, label: string, text: string): Promise<void> =>
      page.getByLabel(label).setInputFiles({
        ...{ name: 'a.json', mimeType: 'application/json' },
        buffer: Buffer.from(text),
      });

    it('one signs and gets files, the other signs both and gives it; ending it takes both again (docs/wallet.md: let a client act for a shared account)', async () => {
      const { shop } = consents;
      const ann = owner.page;
      const pushed = await push(shop, consents.toPay);
      await come(ann, pushed);
      await ann.getByLabel('For the account').selectOption(formatAddress(shared));
      await begin(ann);
      const savedMandates = ann.waitForEvent('download');
      await agree(ann, 'pay at most 9.99 EUR at once');
      const mandates = await textOf(await savedMandates);
      const savedConsent = ann.waitForEvent('download');
      await agree(ann, 'pay: at most');
      const half = await textOf(await savedConsent);
      await ann.getByText('with 1 signature').last().waitFor();
      await ann.getByRole('button', { name: 'Give the consent' }).click();
      await alert(ann, /consent/);
      expect(new URL(ann.url()).pathname).toBe('/wallet/');

      const { page } = ben;
      await page.goto(`${ground.url}#/consent`);
      await choose(page, 'Consent that others have signed', mandates);
      await alert(page, 'nothing to sign here');
      await choose(page, 'Consent that others have signed', half);
      await page.getByText('with 1 signature').waitFor();
      await begin(page);
      await agree(page, 'pay: at most');
      await alert(page, 'have their transaction signed and submitted first');
      await page.goto(`${ground.url}#/file`);
      await choose(page, 'Transaction file', mandates);
      await page.getByRole('button', { name: 'Review and sign' }).click();
      await agree(page, 'pay at most 9.99 EUR at once');
      await page.getByText('with 2 signatures').waitFor();
      await page.getByRole('button', { name: 'Submit' }).click();
      await finalIn(page);
      await page.goto(`${ground.url}#/consent`);
      await choose(page, 'Consent that others have signed', half);
      await page.getByText('with 1 signature').waitFor();
      await begin(page);
      await agree(page, 'pay: at most');
      const back = await backOf(page, pushed);
      const { access_token: token } = await redeem(shop, back.href, pushed);
      expect(await callAccount(token, shared)).toBe(200);

      await ann.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await goToConsents(ann);
      const region = ann.getByRole('region', { name: 'Consents of Shared account' });
      await region.getByRole('button', { name: 'Revoke' }).click();
      const savedEnd = ann.waitForEvent('download');
      await agree(ann, 'end the consent');
      await savedEnd;
      await ann.getByRole('button', { name: 'End the consent' }).click();
      await alert(ann, /consent/);
      expect(await introspect(shop, token)).toMatchObject({ active: true });
      await ann.getByRole('button', { name: 'Copy the link' }).click();
      await ann.getByText('copied', { exact: true }).waitFor();
      const link = await ann.evaluate(() => navigator.clipboard.readText());
      await page.goto('about:blank');
      await page.goto(link);
      await page.getByText('with 1 signature').waitFor();
      await page.getByRole('button', { name: 'Review and sign' }).click();
      await agree(page, 'end the consent');
      await page.getByRole('status').filter({ hasText: 'has ended' }).waitFor();
      expect(await introspect(shop, token)).toEqual({ active: false });
      // What it may pay is on the chain still, which is said until that is revoked as well.
      await goToConsents(page);
      const ended = page.getByRole('region', { name: 'Consents of Shared account' });
      await ended.getByText('revoked', { exact: true }).waitFor();
      await ended.getByText('0 of 12 payments made, 25.00 EUR left now').waitFor();
      await ended.getByRole('link', { name: 'Revoke the mandate' }).waitFor();
    });

    it('the command line and the wallet sign the files of each other, to give it and to end it', async () => {
      const { shop } = consents;
      const { page } = ben;
      const pushed = await push(shop, consents.toSee);
      const asked = await fetch(consents.linkOf(pushed), { redirect: 'manual' });
      const link = new URL(asked.headers.get('location') ?? '', consents.url).href;
      const account = formatAddress(shared);
      const half = join(ground.network.home, 'half-consent.json');
      const begun = ['consent', 'grant', account, link, '--key', 'treasury', '--out', half];
      const { consent } = await ground.run(...begun);
      await page.goto('about:blank');
      await page.goto(`${ground.url}#/consent`);
      await choose(page, 'Consent that others have signed', await readFile(half, 'utf8'));
      await page.getByText('with 1 signature').waitFor();
      await begin(page);
      await agree(page, 'see: balances and history');
      const back = await backOf(page, pushed);
      const { access_token: token } = await redeem(shop, back.href, pushed);
      expect(await callAccount(token, shared)).toBe(200);

      await goToConsents(page);
      const region = page.getByRole('region', { name: 'Consents of Shared account' });
      await region.getByRole('button', { name: 'Revoke' }).first().click();
      const saved = page.waitForEvent('download');
      await agree(page, `end the consent ${consent}`);
      const end = join(ground.network.home, 'half-end.json');
      await writeFile(end, await textOf(await saved));
      const ended = ['consent', 'revoke', account, String(consent), '--key', 'treasury'];
      expect(await ground.run(...ended, '--with', end)).toMatchObject({ state: 'revoked' });
      expect(await introspect(shop, token)).toEqual({ active: false });
    });

    it('can be read by everybody at 320 px, and a link that was cut off brings nothing', async () => {
      const { page } = ben;
      const pushed = await push(consents.shop, consents.toPay);
      await come(page, pushed);
      const found = [...(await (await readerOf(page))('a request'))];
      await page.getByLabel('For the account').selectOption(formatAddress(shared));
      await begin(page);
      await reviewOf(page).getByRole('button', { name: 'Do not sign' }).click();
      await goToConsents(page);
      await cards(page).first().waitFor();
      found.push(...(await (await readerOf(page))('consents')));
      await cards(page).first().getByText('Who acted when').click();
      await page.goto('about:blank');
      await page.goto(`${ground.url}#/consents?signed=AAAA`);
      await alert(page, 'brings nothing to sign');
      await page.goto('about:blank');
      await page.goto(`${ground.url}#/consent?signed=rubbish`);
      await alert(page, 'brings nothing to sign');
      found.push(...(await (await readerOf(page))('a link that was cut off')));
      await page.goto('about:blank');
      await page.goto(`${ground.url}#/consent`);
      await page.getByText('Open the link that the client or another owner gave you').waitFor();
      expect(found).toEqual([]);
    });
  });

  it('signs for an account of a hybrid key, and says it in German', async () => {
    const secret = join(ground.network.home, 'keys', 'both.password');
    await writeFile(secret, 'the password of both schemes\n');
    const made = ['keys', 'new', 'both', '--scheme', 'ed25519+ml-dsa-65'];
    await ground.run(...made, '--password-file', secret);
    const key = await ground.keyOf('both');
    const { scheme, address } = readKeyFileHeader(key.keyFile);
    await ground.run('account', 'create', 'treasury', 'both');
    const german = await openWallet(key, 'Both', {});
    const { page, context } = german;
    await page.evaluate(() => localStorage.setItem('trellis.language', 'de'));
    const pushed = await push(consents.shop, consents.toPay);
    await page.goto(consents.linkOf(pushed));
    await page.getByRole('link', { name: 'In der Wallet unterschreiben' }).click();
    const words = /zahlen: höchstens .* auf einmal und .* je 30 d an trellis1\w+, 12 Mal bis/;
    await page.locator('.sentences').filter({ hasText: words }).waitFor();
    await page.evaluate(() => localStorage.setItem('trellis.language', 'en'));
    const token = await given(page);
    expect(await callAccount(token, keyAccount(scheme, address))).toBe(200);
    await context.close();
  });

  describe('against', () => {
    it('a request that changes between what is shown and what is signed: nothing is given', async () => {
      const { page } = owner;
      const pushed = await push(consents.shop, consents.toSee);
      await come(page, pushed);
      await begin(page);
      await reviewOf(page).locator('.sentences').waitFor();
      const later = String(consents.until + 1n);
      const sql = `UPDATE request SET content = replace(content, ?, ?) WHERE id = ?`;
      consents.change(sql, String(consents.until), later, pushed.request);
      await sign(page);
      await alert(page, 'what was signed is not what was asked for');
      expect(new URL(page.url()).pathname).toBe('/wallet/');
      await page.getByRole('button', { name: 'Refuse' }).click();
      await backOf(page, pushed);
    });

    it('a node that shows other details, or another way back, than the client asked for: it is signed as shown, and refused', async () => {
      const { page } = owner;
      for (const change of [
        { details: [{ type: 'account_information', until: String(consents.until + 5n) }] },
        { redirectUri: 'https://evil.example/back' },
      ]) {
        const pushed = await push(consents.shop, consents.toSee);
        await page.route('**/oauth/requests/*', async (route) => {
          const answer = await route.fetch();
          await route.fulfill({ response: answer, json: { ...(await answer.json()), ...change } });
        });
        await come(page, pushed);
        await begin(page);
        await agree(page, 'balances and history');
        await alert(page, 'what was signed is not what was asked for');
        await page.unroute('**/oauth/requests/*');
      }
    });

    it.each(['https://evil.example/back?code=c', 'javascript:document.title="hacked"'])(
      'a node that leads the browser to %s',
      async (redirect) => {
        const { page } = owner;
        const pushed = await push(consents.shop, consents.toSee);
        await come(page, pushed);
        await page.route('**/oauth/consents', async (route) => {
          const answer = await route.fetch();
          await route.fulfill({ response: answer, json: { ...(await answer.json()), redirect } });
        });
        await begin(page);
        await agree(page, 'balances and history');
        await alert(page, 'leads elsewhere');
        expect(new URL(page.url()).pathname).toBe('/wallet/');
        expect(await page.title()).toBe('Trellis wallet');
        await page.unroute('**/oauth/consents');
      },
    );

    it('a request of another server or chain, one that is over, and a way back that is not registered', async () => {
      const { page } = owner;
      await expect(
        push(consents.shop, consents.toSee, { redirect_uri: 'https://evil.example/back' }),
      ).rejects.toMatchObject({ error: 'invalid_request' });
      const pushed = await push(consents.shop, consents.toSee);
      await page.goto(consents.linkOf(pushed));
      for (const [change, says] of [
        [{ issuer: 'https://evil.example' }, 'calls itself https://evil.example'],
        [{ chainId: 'other-1' }, 'is for the chain other-1'],
      ] as const) {
        await page.route('**/oauth/requests/*', async (route) => {
          const answer = await route.fetch();
          await route.fulfill({ response: answer, json: { ...(await answer.json()), ...change } });
        });
        await page.goto('about:blank');
        await page.goto(`${ground.url}#/consent?request=${pushed.request}`);
        await alert(page, says);
        expect(await page.getByRole('button', { name: 'Review and sign' }).count()).toBe(0);
        await page.unroute('**/oauth/requests/*');
      }
      await come(page, pushed);
      consents.change(
        'UPDATE request SET expires = ? WHERE id = ?',
        Date.now() - 1,
        pushed.request,
      );
      await begin(page);
      await agree(page, 'balances and history');
      await alert(page, 'it was answered, or is over');
    });

    it('a site that frames it', async () => {
      const pushed = await push(consents.shop, consents.toSee);
      const framed = `${ground.url}#/consent?request=${pushed.request}`;
      const site = createServer((_request, response) => {
        response.setHeader('content-type', 'text/html');
        response.end(`<iframe src="${framed}"></iframe>`);
      }).listen(0, '127.0.0.1');
      await once(site, 'listening');
      const { port } = site.address() as AddressInfo;
      const { page, context } = await visit(ground.browser, `http://127.0.0.1:${port}/`);
      await expect.poll(() => page.frames().at(-1)?.url()).toMatch(/^chrome-error:/);
      await context.close();
      site.close();
    });
  });

  it('is given in a wallet that comes from an installation, from the link of the client (docs/wallet.md: begin with the link alone)', async () => {
    const args = [trellis, 'wallet', 'serve', '--port', '0', '--node', consents.url, '--json'];
    const serving = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [line] = await once(createInterface(serving.stdout), 'line');
      const { url } = JSON.parse(String(line));
      const { page, context, problems } = await visit(ground.browser, url);
      const site = new URL(redirectUri).origin;
      await context.route(`${site}/**`, (route) => route.fulfill({ body: 'Thanks' }));
      await importKey(page, ground.treasury);
      const pushed = await push(consents.shop, consents.toSee);
      const asked = await fetch(consents.linkOf(pushed), { redirect: 'manual' });
      const link = new URL(asked.headers.get('location') ?? '', consents.url).href;
      await page.getByRole('link', { name: 'Consents' }).click();
      await page.getByLabel('Link of a client that asks').fill('https://shop.example/');
      await page.getByRole('button', { name: 'Look at it' }).click();
      await alert(page, 'no link of a request');
      await page.getByLabel('Link of a client that asks').fill(link);
      await page.getByRole('button', { name: 'Look at it' }).click();
      await page.getByText('To be answered until').waitFor();
      await begin(page);
      await agree(page, 'balances and history');
      expect(problems).toEqual([]);
      const back = await backOf(page, pushed);
      const { access_token: token } = await redeem(consents.shop, back.href, pushed);
      await page.goto(`${url}#/consents`);
      await cards(page).first().getByRole('button', { name: 'Revoke' }).click();
      await agree(page, 'end the consent');
      await page.getByRole('status').filter({ hasText: 'has ended' }).waitFor();
      expect(await introspect(consents.shop, token)).toEqual({ active: false });
      await context.close();
    } finally {
      serving.kill('SIGKILL');
    }
  });
});
