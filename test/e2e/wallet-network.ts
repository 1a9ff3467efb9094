/** A network with its page, a key that has the money and an account that has only what it is paid: for tests of the wallet. */
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
import { createProvider, formatAddress, keyAddress, readKeyFileHeader } from '@trellis/crypto';
import { type AssetCode, keyAccount, noRemittance } from '@trellis/protocol';
import { treasurySecret } from '../sdk/treasury.ts';
import { startNetwork, type TestNetwork } from './network.ts';

const trellis = fileURLToPath(import.meta.resolve('@trellis/cli/main'));

export const password = 'a long enough password';

export interface WalletNetwork {
  readonly network: TestNetwork;
  /** Of the first node, by a name for which browsers have passkeys. */
  readonly url: string;
  /** The key that has the money, as a file of the command line, and its password. */
  readonly treasury: { readonly keyFile: string; readonly password: string };
  /** An account that has only what it is paid here. */
  readonly payee: string;
  /** Another key of the command line, in the same form. */
  keyOf(name: string): Promise<WalletNetwork['treasury']>;
  /** What it has in EUR. */
  balance(): Promise<string>;
  /** Asks for an amount in EUR for it. */
  request(amount: string): string;
  /** Runs the command line, and gives the document that it prints. */
  run(...args: readonly string[]): Promise<Record<string, unknown>>;
  remove(): Promise<void>;
}

export async function startWalletNetwork({ validators = 1 } = {}): Promise<WalletNetwork> {
  const network = await startNetwork({ validators });
  const keyOf = async (name: string) => ({
    keyFile: await readFile(join(network.home, 'keys', `${name}.json`), 'utf8'),
    password: (await readFile(join(network.home, 'keys', `${name}.password`), 'utf8')).trim(),
  });
  const [transport] = network.transports;
  if (transport === undefined) throw new Error('no node');
  const { accounts } = await getAccounts(transport);
  const { scheme, seed } = await treasurySecret(network.home);
  const verifier = createProvider('native');
  const { publicKey } = verifier.openKey(scheme, seed);
  const treasury = keyAccount(scheme, keyAddress(scheme, publicKey));
  const operator = accountOfFile((await keyOf('operator1')).keyFile);
  // Not that of the first operator, which may have a wallet of its own in a test of several.
  const others = accounts.filter((one) => one.address !== treasury && one.keys === 1);
  const known = others.find(({ address }) => address !== operator) ?? others[0];
  if (known === undefined) throw new Error('no account');
  const asset = 'EUR' as AssetCode;
  const trusted = trustGenesis(await getGenesis(transport));
  const light = createLightClient({ transport, verifier, trusted, headAgeMsMax: null });
  return {
    network,
    url: network.node(0).http.replace('127.0.0.1', 'localhost'),
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
    remove: () => network.remove(),
  };
}

function accountOfFile(keyFile: string): string {
  const { scheme, address } = readKeyFileHeader(keyFile);
  return keyAccount(scheme, address);
}
