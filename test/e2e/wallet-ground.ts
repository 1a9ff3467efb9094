/** A network with its page, a browser, and the small steps that tests of the wallet share. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  createLightClient,
  formatAmount,
  formatPaymentRequest,
  getAccounts,
  getBalance,
  getGenesis,
  trustGenesis,
} from '@trellis/client';
import { createProvider, formatAddress, keyAddress } from '@trellis/crypto';
import { buildPage } from '@trellis/explorer/build';
import { type AssetCode, keyAccount, noRemittance } from '@trellis/protocol';
import type { Browser, Page } from 'playwright-core';
import { treasurySecret } from '../sdk/treasury.ts';
import { launchBrowser } from './browser.ts';
import { startNetwork, type TestNetwork } from './network.ts';

const trellis = fileURLToPath(import.meta.resolve('@trellis/cli/main'));

export const password = 'a long enough password';

export interface WalletGround {
  readonly browser: Browser;
  readonly network: TestNetwork;
  /** Of the wallet at the first node, by a name for which browsers have passkeys. */
  readonly url: string;
  /** The key that has the money, as a file of the command line, and its password. */
  readonly treasury: { readonly keyFile: string; readonly password: string };
  /** An account that has only what it is paid here. */
  readonly payee: string;
  /** Another key of the command line, in the same form. */
  keyOf(name: string): Promise<WalletGround['treasury']>;
  /** What it has in EUR. */
  balance(): Promise<string>;
  /** Asks for an amount in EUR for it. */
  request(amount: string): string;
  /** Runs the command line, and gives the document that it prints. */
  run(...args: readonly string[]): Promise<Record<string, unknown>>;
  remove(): Promise<void>;
}

export async function startWalletGround({ validators = 1 } = {}): Promise<WalletGround> {
  await buildPage();
  const [network, browser] = await Promise.all([startNetwork({ validators }), launchBrowser()]);
  const keyOf = async (name: string) => ({
    keyFile: await readFile(join(network.home, 'keys', `${name}.json`), 'utf8'),
    password: (await readFile(join(network.home, 'keys', `${name}.password`), 'utf8')).trim(),
  });
  const [client] = network.clients;
  if (client === undefined) throw new Error('no client');
  const { accounts } = await getAccounts(client);
  const { scheme, seed } = await treasurySecret(network.home);
  const verifier = createProvider('native');
  const { publicKey } = verifier.openKey(scheme, seed);
  const treasury = keyAccount(scheme, keyAddress(scheme, publicKey));
  // Not that of `operator1`, which may have a wallet of its own here.
  const known = accounts.filter((one) => one.address !== treasury && one.keys === 1).at(-1);
  if (known === undefined) throw new Error('no account');
  const asset = 'EUR' as AssetCode;
  const trusted = trustGenesis(await getGenesis(client));
  const light = createLightClient({ client, verifier, trusted, headAgeMsMax: null });
  return {
    browser,
    network,
    url: `${network.node(0).http.replace('127.0.0.1', 'localhost')}/wallet/`,
    treasury: await keyOf('treasury'),
    keyOf,
    payee: formatAddress(known.address),
    async balance() {
      return formatAmount((await getBalance(light, known.address, asset)).value, 2);
    },
    request: (amount) =>
      formatPaymentRequest({
        ...{ chainId: trusted.chainId, to: known.address, asset, amount },
        ...{ remittance: noRemittance, expiresAt: null },
      }),
    async run(...args) {
      const { http } = network.node(0);
      const { stdout } = await promisify(execFile)(process.execPath, [trellis, ...args, '--json'], {
        env: { ...process.env, TRELLIS_HOME: network.home, TRELLIS_NODE: http },
      });
      return JSON.parse(stdout);
    },
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
