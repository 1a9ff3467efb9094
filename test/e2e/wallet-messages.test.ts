// cspell:ignore zweite Hälfte besprochen
/** Sealed messages in the wallet: the payee publishes a key, another pays with a message, and the payee alone reads it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatAddress, readKeyFileHeader } from '@trellis/crypto';
import { keyAccount } from '@trellis/protocol';
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
  startWalletGround,
  type WalletGround,
} from './wallet-ground.ts';
import { password } from './wallet-network.ts';

const message = 'Für das Boot – <b>zweite</b> Hälfte, wie besprochen.';

describe.skipIf(!hasBrowser)(titleOf('sealed messages in the wallet'), () => {
  let ground: WalletGround;
  let payer: Visit;
  let reader: Visit;
  let stranger: Visit;
  let readerAccount: string;
  /** The transaction with the message. */
  let sealed: string;
  beforeAll(async () => {
    ground = await startWalletGround({ validators: 2 });
    // It asks the other node for its public key before it is known here; all are of this network.
    const nodes = ground.network.manifest.nodes.map(({ http }) => http);
    const open = (width: number, colorScheme: 'light' | 'dark' = 'light'): Promise<Visit> =>
      visit(ground.browser, ground.url, { nodes, width, colorScheme });
    [payer, reader, stranger] = [await open(1_280), await open(320, 'dark'), await open(1_280)];
    const readerKey = await ground.keyOf('operator1');
    const { scheme, address } = readKeyFileHeader(readerKey.keyFile);
    readerAccount = formatAddress(keyAccount(scheme, address));
    await importKey(payer.page, ground.treasury);
    await importKey(reader.page, { ...readerKey, label: 'Reader' });
    await importKey(stranger.page, { ...(await ground.keyOf('operator2')), label: 'Stranger' });
  });
  afterAll(async () => {
    for (const one of [payer, reader, stranger]) await one?.context.close();
    await ground?.remove();
  });

  const payment = (text: string) => ({
    ...{ To: readerAccount, Amount: '1', Asset: 'EUR', Message: text },
  });

  /** Asks a wallet to read the message of a transaction. */
  async function read({ page }: Visit, id: string, secret = password): Promise<void> {
    await goToPlace(page, ground, 'messages');
    const form = page.getByRole('region', { name: 'Read a message' });
    await form.getByLabel('Transaction').fill(id);
    await form.getByLabel('Password of the key').fill(secret);
    await form.getByRole('button', { name: 'Read' }).click();
  }
  const problemIn = ({ page }: Visit, text: string | RegExp): Promise<void> =>
    page.getByRole('alert').filter({ hasText: text }).waitFor();

  it('nobody can write to an account without an encryption key, nor a message that is too long', async () => {
    const { page } = payer;
    await goToPlace(page, ground, 'do/sealed');
    await fillForm(page, payment(message));
    await page.getByRole('button', { name: 'Review' }).click();
    await page.locator('form .bad', { hasText: 'has published no encryption key' }).waitFor();
    await fillForm(page, payment('ü'.repeat(257)));
    await page.getByRole('button', { name: 'Review' }).click();
    await page.locator('form .bad', { hasText: 'at most 512 bytes of text fit here' }).waitFor();
    // The field that is wrong is where the user is.
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('name')))
      .toBe('message');
  });

  it('is read by its payee alone, with the password of the key (docs/wallet.md: let others write to you; pay with a sealed message; read a message)', async () => {
    await goToPlace(reader.page, ground, 'messages');
    const form = reader.page.getByRole('region', { name: 'Publish the encryption key' });
    const publish = async (secret: string): Promise<void> => {
      await form.getByLabel('Password of the key').fill(secret);
      await form.getByRole('button', { name: 'Publish the encryption key' }).click();
    };
    await publish('not the password');
    await problemIn(reader, 'wrong');
    await publish(password);
    await agree(reader.page, `publish an encryption key for ${readerAccount}`);
    await finalIn(reader.page);

    sealed = await doAction(payer.page, ground, 'sealed', payment(message), '1.00 EUR');
    // What the chain and the payer's own page show of it says nothing.
    const raw = await fetch(`${ground.network.node(0).http}/v1/transactions/${sealed}`);
    expect(raw.status).toBe(200);
    expect(await raw.text()).not.toContain('besprochen');
    expect(await payer.page.locator('.outcome').last().textContent()).not.toContain('besprochen');

    await read(reader, sealed, 'not the password');
    await problemIn(reader, 'wrong');
    expect(await reader.page.locator('.message').count()).toBe(0);
    await read(reader, sealed);
    const shown = reader.page.locator('.message');
    await shown.waitFor();
    expect(await shown.textContent()).toBe(message);
    // It stays text.
    expect(await shown.locator('b').count()).toBe(0);
  });

  it.each(['payer', 'stranger'] as const)('is not read by the %s', async (who) => {
    const visited = who === 'payer' ? payer : stranger;
    await read(visited, sealed);
    await problemIn(visited, 'nothing in it is sealed for this account');
    expect(await visited.page.locator('main').textContent()).not.toContain('besprochen');
  });

  it('is read by the command line, and the other way round', async () => {
    const { opened } = await ground.run('tx', 'show', sealed, '--decrypt', 'operator1');
    expect(opened).toMatchObject([{ operation: 0, message, document: null }]);
    const file = join(ground.network.home, 'message.txt');
    await writeFile(file, 'from the command line');
    const sent = await ground.run(
      ...[
        'send',
        'treasury',
        'operator1',
        '1',
        'EUR',
        '--sealed-file',
        file,
        '--invoice',
        '2026-7',
      ],
    );
    await read(reader, String(sent.transactionId));
    const shownHere = reader.page.locator('.card', { hasText: 'from the command line' });
    await shownHere.filter({ hasText: '2026-7' }).waitFor();
  });

  it('can be read by everybody', async () => {
    const found = await (await readerOf(reader.page))('a message');
    expect(found).toEqual([]);
  });

  it('nothing went wrong on the way', () => {
    for (const { problems } of [payer, reader, stranger]) expect(problems).toEqual([]);
  });
});
