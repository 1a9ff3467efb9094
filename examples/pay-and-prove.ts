/**
 * A program that pays, and believes nothing it can't check. On a testnet (`trellis testnet up`):
 *
 *   node examples/pay-and-prove.ts http://127.0.0.1:26700 .trellis/testnet/genesis.json \
 *     .trellis/keys/treasury.json .trellis/keys/treasury.password trellis1… EUR
 *
 * A node that asks for a key gets it from TRELLIS_API_KEY. test/sdk/example.test.ts runs this file.
 */
import { readFile } from 'node:fs/promises';
import {
  createClient,
  formatAmount,
  ProofError,
  TransactionFailed,
  transfer,
  verifyTransaction,
} from '@trellis/client';
import { createProvider, decryptKeyFile, parseAddress } from '@trellis/crypto';
import { readKeyFile } from '@trellis/crypto/key-file';
import { decodeJson, genesisCodec, isAssetCode } from '@trellis/protocol';
import { argumentsOf } from './arguments.ts';

const [url = '', genesisFile = '', keyFile = '', passwordFile = '', payee = '', asset = ''] =
  argumentsOf(import.meta.filename, 6);
const to = parseAddress(payee);
if (to === undefined || !isAssetCode(asset)) throw new Error('no account or no asset to pay');

// What is trusted comes from elsewhere than the node: the genesis, as the operators gave it to you.
const genesis = decodeJson(genesisCodec, JSON.parse(await readFile(genesisFile, 'utf8')));
if (!genesis.ok) throw new Error(`not a genesis: ${genesis.problem.message}`);

const provider = createProvider('native');
const password = (await readFile(passwordFile, 'utf8')).trim();
const { scheme, seed } = await decryptKeyFile(await readKeyFile(keyFile), password);
const key = provider.openKey(scheme, seed);
const credential = process.env.TRELLIS_API_KEY;
const options = { url, genesis: genesis.value, ...(credential !== undefined && { credential }) };
const client = await createClient({ ...options, key });

// Follow the chain while paying.
const watching = new AbortController();
const events = client.subscribe({ type: 'events', signal: watching.signal });
const firstEvent = events.next();

// Pay: it is signed here, submitted, and final when the call returns. The receipt has been checked.
const { id, receipt, final } = await client.pay({ to, asset, amount: '12.50', memo: 'rent' });
console.log(`paid in block ${final.height}: ${receipt.status}`);

// Keep `final`: whoever trusts the genesis can check it again, without any node.
await verifyTransaction(client.light.trusted(), provider, id, final);
console.log('the receipt is proven by its certificate alone');

for (let event = await firstEvent; event.done !== true; event = await events.next()) {
  if (event.value.type === 'transaction' && event.value.transactionId === id) break;
}
watching.abort();
console.log('the event of it came');

// A balance, with the path of hashes that leads to a block the validators signed.
const { value, header } = await client.balance(to, asset);
console.log(
  `the payee has ${await client.balanceText(to, asset)} ${asset} as of block ${header.height}`,
);

// What can't be applied is an error with the ledger's code, and proven too.
const tooMuch = transfer({ from: client.account(), to, asset, amount: 2n ** 100n });
try {
  await client.send({ operations: [tooMuch] });
} catch (error) {
  if (!(error instanceof TransactionFailed)) throw error;
  console.log(`refused by the ledger: ${error.code}`);
}

// A node that lies: here an honest one, and somebody on the way who makes the payee richer.
const liar: typeof fetch = async (input, init) => {
  const answer = await fetch(input, init);
  if (!String(input).includes('/balances/')) return answer;
  const { entry } = await answer.json();
  return Response.json({ entry: { ...entry, record: { amount: String(value * 10n) } } });
};
const deceived = await createClient({ ...options, fetch: liar });
try {
  console.log(`believed: ${formatAmount((await deceived.balance(to, asset)).value, 2)}`);
} catch (error) {
  if (!(error instanceof ProofError)) throw error;
  console.log(`caught a lie: ${error.code}: ${error.message}`);
}
