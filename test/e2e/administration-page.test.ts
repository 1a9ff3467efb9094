/** Administering a node in a real browser: a passkey is made, named by the operator, and confirms each request. */
import { buildPage } from '@trellis/explorer/build';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GuardedNode, startGuardedNode } from '../access/node.ts';
import { hasBrowser, launchBrowser, titleOf, type Visit, visit } from './browser.ts';

const authenticator = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
} as const;

describe.skipIf(!hasBrowser)(titleOf('the page of the administrators'), () => {
  let node: GuardedNode;
  let browser: Browser;
  let secret: string;
  let url: string;
  beforeAll(async () => {
    await buildPage();
    node = await startGuardedNode({ anonymous: ['read', 'events'] });
    url = `http://localhost:${node.config.http.port}`;
    node = await node.restart({ http: { ...node.config.http, publicUrl: url } });
    ({ secret } = await node.makeKey({ name: 'office', scopes: ['admin'] }));
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await node?.remove();
  });

  async function open(width = 1_280): Promise<Visit & { readonly devtools: CDPSession }> {
    const visited = await visit(browser, `${url}/explorer/administration`, { width });
    const devtools = await visited.context.newCDPSession(visited.page);
    await devtools.send('WebAuthn.enable');
    return { ...visited, devtools };
  }
  const addAuthenticator = async (devtools: CDPSession, options = {}): Promise<string> =>
    (
      await devtools.send('WebAuthn.addVirtualAuthenticator', {
        options: { ...authenticator, ...options },
      })
    ).authenticatorId;
  const waiting = (page: Page) => page.getByRole('region', { name: 'To be confirmed' });
  const confirm = (page: Page) =>
    waiting(page).getByRole('button', { name: 'Confirm with the passkey' }).click();
  const alert = (page: Page, text: string) =>
    page.getByRole('alert').filter({ hasText: text }).waitFor();
  const keyRow = (page: Page, name: string) =>
    page.getByRole('region', { name: 'API keys' }).getByRole('row').filter({ hasText: name });

  async function makePasskey(page: Page, name: string) {
    await page.getByLabel('Your name').fill(name);
    await page.getByRole('button', { name: 'Make a passkey' }).click();
    return JSON.parse((await page.locator('pre.whole').textContent()) ?? '');
  }
  async function show(page: Page): Promise<void> {
    await page.getByLabel('Your API key').fill(secret);
    await page.getByRole('button', { name: 'Show the API keys' }).click();
    await confirm(page);
  }

  it('makes a passkey that opens nothing until the operator names it, and then each request once', async () => {
    const { page, context, devtools, problems } = await open();
    await addAuthenticator(devtools);
    const passkey = await makePasskey(page, 'ada');
    expect(passkey).toMatchObject({ name: 'ada', id: expect.stringMatching(/^[\w-]{16,}$/) });
    const other = { ...passkey, name: 'ben', id: 'AAAA' };
    node = await node.restart({ http: { ...node.config.http, administratorPasskeys: [other] } });
    await show(page);
    await alert(page, 'no administrator');
    node = await node.restart({ http: { ...node.config.http, administratorPasskeys: [passkey] } });
    await confirm(page);
    await keyRow(page, 'office').waitFor();

    await page.getByLabel('Name', { exact: true }).fill('desk');
    await page.getByLabel('submit').check();
    await page.getByRole('button', { name: 'Make it' }).click();
    const shown = await waiting(page).locator('pre').textContent();
    expect(shown).toContain(`POST ${url}/v1/admin/api-keys`);
    expect(shown).toMatch(/"name": "desk"[^}]*"read",\s+"submit"/);
    await confirm(page);
    await page.locator('code', { hasText: /^trellis_/ }).waitFor();
    const desk = keyRow(page, 'desk');
    await desk.getByRole('button', { name: /^Revoke/ }).click();
    expect(await waiting(page).locator('pre').textContent()).toMatch(/\/[0-9a-f]{16}\/revoke$/);
    await waiting(page).getByRole('button', { name: 'Do not send' }).click();
    expect(await desk.textContent()).toContain('valid');
    await desk.getByRole('button', { name: /^Revoke/ }).click();
    await confirm(page);
    await desk.filter({ hasText: 'revoked' }).waitFor();
    expect(problems.filter((text) => !/40[13]|Failed to load|ERR_|EventSource/.test(text))).toEqual(
      [],
    );
    await context.close();
  });

  it('sends nothing when the user does not confirm it, and says so', async () => {
    const { page, context, devtools } = await open(320);
    await addAuthenticator(devtools);
    await makePasskey(page, 'eve');
    // What a browser says when the user closes its question, or is not who the device knows.
    await page.evaluate(() => {
      navigator.credentials.get = async () => {
        throw new DOMException('The operation was not allowed.', 'NotAllowedError');
      };
    });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await show(page);
    await alert(page, 'was not allowed');
    expect(asked.filter((to) => to.includes('/admin/'))).toEqual([]);
    const sideways = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    expect(sideways).toBe(0);
    await context.close();
  });

  it('says where it can be used, when it was opened by an IP address', async () => {
    const address = url.replace('localhost', '127.0.0.1');
    const { page, context } = await visit(browser, `${address}/explorer/administration`);
    await page.getByText('Passkeys belong to a name').waitFor();
    expect(await page.getByRole('button', { name: 'Make a passkey' }).count()).toBe(0);
    await context.close();
  });
});
