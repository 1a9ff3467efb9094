/** A consent to recurring payments of an account of two keys: each owner signs in turn, to grant it and to end it. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runWithin } from '@trellis/cli/testing/run-cli';
import {
  buildTransaction,
  consentMandates,
  createAccount,
  getAccount,
  getConsentRequest,
  getConsents,
  getStatus,
  type HttpTransport,
  httpTransport,
  payUnderMandate,
  signerOf,
  signTransaction,
  submitAndWait,
  transfer,
} from '@trellis/client';
import {
  type Address,
  createProvider,
  formatAddress,
  type Hash,
  keyAddress,
} from '@trellis/crypto';
import { openTestKey } from '@trellis/keystore';
import {
  type AssetCode,
  encode,
  mandateId,
  type Operation,
  type Policy,
  policyAddress,
  signedTransactionCodec,
  transactionId,
} from '@trellis/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { reachNewest } from '../upgrade/reach-newest.ts';
import { callWith, makeClient, push, redeem, type TestClient, visit } from './consent-client.ts';
import { type GuardedNode, startGuardedNode } from './node.ts';

const euro = 'EUR' as AssetCode;
const provider = createProvider('native');
const day = 86_400_000n;
const owners = ['treasury', 'operator1'] as const;

let node: GuardedNode;
let shop: TestClient;
let transport: HttpTransport;
let shared: Address;
beforeAll(async () => {
  node = await startGuardedNode();
  const { secret } = await node.makeKey({ scopes: ['read', 'submit'] });
  await writeFile(join(node.home, 'owner.key'), secret, { mode: 0o600 });
  transport = httpTransport({ url: node.url, credential: secret });
  await reachNewest(
    await node.light(transport),
    await openTestKey(node.home, 'operator1', provider),
  );
  shop = await makeClient({ url: node.url, data: node.config.data }, node.operator);
  shared = await openShared();
});
afterAll(() => node?.remove());

async function signed(
  account: Address,
  names: readonly string[],
  operations: readonly Operation[],
) {
  const light = await node.light(transport);
  const { chainId, head } = await getStatus(transport);
  const proven = await getAccount(light, account);
  const transaction = buildTransaction({
    chainId,
    sender: account,
    sequence: (proven.value?.sequence ?? 0n) + 1n,
    validUntil: head.height + 90n,
    operations,
  });
  const keys = await Promise.all(names.map((name) => openTestKey(node.home, name, provider)));
  return signTransaction(
    transaction,
    keys.map((key) => signerOf(proven, key)),
  );
}

/** An account with some money, for which both owners have to sign. */
async function openShared(): Promise<Address> {
  const keys = await Promise.all(owners.map((name) => openTestKey(node.home, name, provider)));
  const policy: Policy = {
    threshold: 2,
    postQuantumWeight: 0,
    keys: keys
      .map(({ scheme, publicKey }) => ({
        scheme,
        address: keyAddress(scheme, publicKey),
        weight: 1,
      }))
      .sort((a, b) => (a.address < b.address ? -1 : 1)),
  };
  const address = policyAddress(policy);
  const funds = transfer({ from: node.treasury, to: address, asset: euro, amount: 1_000n });
  const operations = [createAccount(node.treasury, policy), funds];
  const light = await node.light(transport);
  await submitAndWait(light, await signed(node.treasury, ['treasury'], operations));
  return address;
}

async function trellis(...args: readonly string[]) {
  const access = ['--node', node.url, '--api-key-file', join(node.home, 'owner.key'), '--json'];
  const { code, stdout, stderr } = await runWithin(node.home, [...args, ...access]);
  return { code, stderr, answer: code === 0 ? JSON.parse(stdout) : undefined };
}

/** Pays under the mandate by the client; the status of the receipt. */
async function payBy(token: string, mandate: Hash, amount: bigint): Promise<string> {
  const named = { id: mandate, mandate: { owner: shared, asset: euro } };
  const operation = payUnderMandate(node.operator, named, { to: node.treasury, amount });
  const transaction = await signed(node.operator, ['operator1'], [operation]);
  const { body } = await callWith(shop, token, `${node.url}/v1/transactions?wait=20000`, {
    method: 'POST',
    body: new Uint8Array(encode(signedTransactionCodec, transaction)),
  });
  return body.final.receipt.status;
}

it('is granted by both, pays within its limits, and is ended by both', async () => {
  const limits = { paymentMax: 100n, periodMax: 250n, period: day, paymentsMax: 10 };
  const until = BigInt(Date.now()) + 30n * day;
  const pushed = await push(shop, [
    { type: 'recurring_payments', payees: [], asset: euro, ...limits, until },
  ]);
  await visit(shop, pushed.requestUri);
  const asked = await getConsentRequest(transport, pushed.request);
  const mandates = await signed(shared, owners, consentMandates(asked, shared));
  await submitAndWait(await node.light(transport), mandates);
  const transaction = transactionId(mandates.transaction);

  const account = formatAddress(shared);
  const link = `${node.url}/explorer/consent/${pushed.request}`;
  const grant = ['consent', 'grant', account, link];
  const first = [...grant, '--key', 'treasury', '--mandate-transaction', transaction];
  expect((await trellis(...first)).stderr).toContain('consent_not_signed');
  const file = join(node.home, 'consent.json');
  const { answer: written } = await trellis(...first, '--out', file);
  expect(written).toEqual({ file, consent: expect.stringMatching(/^[0-9a-f]{64}$/) });
  const again = [...grant, '--key', 'treasury', '--with', file];
  expect((await trellis(...again)).stderr).toContain('consent_not_signed');
  const { answer: given } = await trellis(...grant, '--key', 'operator1', '--with', file);
  expect(given.consent).toBe(written.consent);

  const { access_token: token } = await redeem(shop, given.redirect, pushed);
  const mandate = mandateId(transaction, 0);
  expect(await payBy(token, mandate, 101n)).toMatch(/^mandate_/);
  expect(await payBy(token, mandate, 100n)).toBe('success');
  expect(await payBy(token, mandate, 100n)).toBe('success');
  expect(await payBy(token, mandate, 51n)).toMatch(/^mandate_/);
  expect(await payBy(token, mandate, 50n)).toBe('success');
  const [view] = (await getConsents(transport, shared)).consents;
  expect(view?.uses.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(5);

  const revoke = ['consent', 'revoke', account, given.consent.slice(0, 8)];
  expect((await trellis(...revoke, '--key', 'treasury')).stderr).toContain('consent_not_signed');
  const end = join(node.home, 'end.json');
  const { answer: half } = await trellis(...revoke, '--key', 'treasury', '--out', end);
  expect(half).toEqual({ file: end, consent: given.consent });
  const wrong = await trellis(...revoke, '--key', 'operator1', '--with', file);
  expect(wrong.stderr).toContain('malformed');
  const { answer: ended } = await trellis(...revoke, '--key', 'operator1', '--with', end);
  expect(ended).toMatchObject({ id: given.consent, state: 'revoked' });
  const url = `${node.url}/v1/accounts/${account}`;
  expect(await callWith(shop, token, url)).toMatchObject({ code: 'credential_revoked' });
});

it('is granted and ended by what docs/consent.md has owners type', async () => {
  const page = await readFile(new URL('../../docs/consent.md', import.meta.url), 'utf8');
  const blocks = [...page.matchAll(/```console\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  const typed = blocks.flatMap((block) => block.trim().split('\n'));
  const pushed = await push(shop, [
    { type: 'account_information', until: BigInt(Date.now()) + 30n * day },
  ]);
  await visit(shop, pushed.requestUri);
  let id = '';
  const said: Readonly<Record<string, () => string>> = {
    'trellis1…': () => formatAddress(shared),
    '"https://node1.example/explorer/consent/…"': () =>
      `${node.url}/explorer/consent/${pushed.request}`,
    '5b2c…': () => id.slice(0, 8),
    ann: () => 'treasury',
    ben: () => 'operator1',
    'consent.json': () => join(node.home, 'page-consent.json'),
    'end.json': () => join(node.home, 'page-end.json'),
  };
  const answers = [];
  for (const line of typed) {
    const [prompt, program, ...words] = line.split(' ');
    expect([prompt, program], line).toEqual(['$', 'trellis']);
    const { code, stderr, answer } = await trellis(...words.map((word) => said[word]?.() ?? word));
    expect(code, `${line}: ${stderr}`).toBe(0);
    id = answer.consent ?? id;
    answers.push(answer);
  }
  expect(answers).toHaveLength(4);
  expect(answers[1].redirect).toContain('code=');
  expect(answers[3]).toMatchObject({ id, state: 'revoked' });
});
