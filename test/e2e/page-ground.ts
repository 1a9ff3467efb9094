/** Two chains of one name, a proxy, a browser, and an account that is paid: what sequences of the page run on. */
import {
  createClient,
  formatAmount,
  getAccounts,
  getBalance,
  getGenesis,
  httpTransport,
} from '@trellis/client';
import { createProvider, formatAddress, keyAddress } from '@trellis/crypto';
import { buildPage } from '@trellis/explorer/build';
import { type AssetCode, type ChainId, keyAccount } from '@trellis/protocol';
import { treasurySecret } from '../sdk/treasury.ts';
import { launchBrowser } from './browser.ts';
import { startLyingProxy } from './lying-proxy.ts';
import { startNetwork } from './network.ts';
import type { PageGround } from './page-sequences.ts';

export interface StartedGround extends PageGround {
  remove(): Promise<void>;
}

/** Starts all of it. */
export async function startPageGround(): Promise<StartedGround> {
  await buildPage();
  const chainId = 'page-sequences' as ChainId;
  const network = await startNetwork({ validators: 2, chainId });
  const begunAgain = await startNetwork({ validators: 1, chainId });
  const browser = await launchBrowser();
  const proxy = await startLyingProxy(network.node(0).http);
  // The second node is never taken away.
  const url = network.node(1).http;
  const transport = httpTransport({ url });
  const { scheme, seed } = await treasurySecret(network.home);
  const key = createProvider('native').openKey(scheme, seed);
  const client = await createClient({ url, key, genesis: await getGenesis(transport) });
  const treasury = keyAccount(scheme, keyAddress(scheme, key.publicKey));
  const { accounts } = await getAccounts(transport);
  const payee = accounts.find(({ address }) => address !== treasury)?.address;
  if (payee === undefined) throw new Error('no account');
  const asset = 'EUR' as AssetCode;
  let balance = (await getBalance(client.light, payee, asset)).value;
  return {
    browser,
    network,
    begunAgain,
    proxy,
    payee: formatAddress(payee),
    async pay() {
      await client.pay({ to: payee, asset, amount: '1.00' });
      balance += 100n;
    },
    balance: () => formatAmount(balance, 2),
    async remove() {
      await browser.close();
      await proxy.close();
      await network.remove();
      await begunAgain.remove();
    },
  };
}
