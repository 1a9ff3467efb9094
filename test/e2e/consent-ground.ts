/** A network whose node has a client that asks owners for consents, and what tests of its pages share. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { accessFolder } from '@trellis/api/access';
import {
  createLightClient,
  getGenesis,
  type HttpTransport,
  type LightClient,
  trustGenesis,
} from '@trellis/client';
import { type Address, createProvider, parseAddress, readKeyFileHeader } from '@trellis/crypto';
import { openTestKey } from '@trellis/keystore';
import { type AssetCode, keyAccount } from '@trellis/protocol';
import type { AuthorizationDetails } from '@trellis/protocol/http-api';
import { nodeFiles, nodeFolder } from '@trellis/testnet';
import { makeClient, type Pushed, redirectUri, type TestClient } from '../access/consent-client.ts';
import { reachNewest } from '../upgrade/reach-newest.ts';
import type { WalletNetwork } from './wallet-network.ts';

const dayMs = 86_400_000;
export const euro = 'EUR' as AssetCode;
/** What the client is called: a text that wants to be code. */
export const attack = `<img src=x onerror="document.title='hacked'">Shop`;

export interface ConsentGround {
  /** Of the node, which is also what its authorization server is called. */
  readonly url: string;
  readonly transport: HttpTransport;
  readonly light: LightClient;
  /** It pays by the account of the first operator. */
  readonly shop: TestClient;
  readonly treasury: Address;
  readonly operator: Address;
  readonly payee: Address;
  readonly until: bigint;
  /** To see the account. */
  readonly toSee: AuthorizationDetails;
  /** That, and to pay the payee again and again. */
  readonly toPay: AuthorizationDetails;
  /** Where the client leads the browser of the owner. */
  linkOf(pushed: Pushed): string;
  /** Changes what the node keeps of the requests of clients. */
  change(sql: string, ...values: readonly (string | number)[]): void;
}

/** `redirectUris`: where the client has browsers sent back to. */
export async function startConsentGround(
  ground: WalletNetwork,
  redirectUris: readonly string[] = [redirectUri],
): Promise<ConsentGround> {
  const { network } = ground;
  const [transport] = network.transports;
  if (transport === undefined) throw new Error('no node');
  const url = network.node(0).http;
  const data = join(nodeFolder(network.folder, network.node(0)), nodeFiles.data);
  const verifier = createProvider('native');
  const trusted = trustGenesis(await getGenesis(transport));
  const light = createLightClient({ transport, verifier, trusted, headAgeMsMax: null });
  // Mandates begin with version 2.
  await reachNewest(light, await openTestKey(network.home, 'operator1', verifier));
  const accountOf = (keyFile: string): Address => {
    const { scheme, address } = readKeyFileHeader(keyFile);
    return keyAccount(scheme, address);
  };
  const operator = accountOf((await ground.keyOf('operator1')).keyFile);
  const payee = parseAddress(ground.payee);
  if (payee === undefined) throw new Error('no address');
  const shop = await makeClient({ url, data }, operator, 'ES256', attack, redirectUris);
  const until = BigInt(Date.now() + dayMs);
  const toSee: AuthorizationDetails = [{ type: 'account_information', until }];
  const limits = { paymentMax: 999n, periodMax: 2_500n, paymentsMax: 12 };
  const period = BigInt(30 * dayMs);
  return {
    ...{ url, transport, light, shop, operator, payee, until, toSee },
    treasury: accountOf(ground.treasury.keyFile),
    toPay: [
      ...toSee,
      { type: 'recurring_payments', payees: [payee], asset: euro, ...limits, period, until },
    ],
    linkOf: ({ requestUri }) =>
      `${url}/oauth/authorize?${new URLSearchParams({
        client_id: shop.client.client_id,
        request_uri: requestUri,
      })}`,
    change(sql, ...values) {
      const file = join(accessFolder(data), 'consents.sqlite');
      const register = new DatabaseSync(file, { timeout: 10_000 });
      register.prepare(sql).run(...values);
      register.close();
    },
  };
}
