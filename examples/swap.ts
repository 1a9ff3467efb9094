/**
 * Two programs swap two currencies: both amounts change hands, or neither does. One signs an offer, which is a whole
 * transaction with one signature of two; the other checks what it would give and get, signs too, and submits.
 *
 *   node examples/swap.ts offer URL GENESIS-HASH alice.pem '10.00 EUR' '11.00 USD' trellis1BOB… > offer.json
 *   node examples/swap.ts accept URL GENESIS-HASH bob.pem '11.00 USD' '10.00 EUR' < offer.json
 *
 * The amounts are what the program gives and what it gets, in this order. Nobody can be left with an offer that is half
 * done: it is valid for 100 blocks, and once. test/sdk/examples.test.ts runs this file.
 */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import {
  addWitness,
  createClient,
  getAccount,
  getAsset,
  parseAmount,
  payeeOf,
  signerOf,
  transfer,
  witness,
} from '@trellis/client';
import { pemToAccount } from '@trellis/client/signing-accounts';
import type { Address } from '@trellis/crypto';
import { decodeJsonText, isAssetCode, signedTransactionCodec } from '@trellis/protocol';
import { argumentsOf } from './arguments.ts';

const [role, url = '', genesis = '', pem = '', gives = '', gets = '', other = ''] = argumentsOf(
  import.meta.filename,
  6,
);
const account = pemToAccount(await readFile(pem, 'utf8'));
const client = await createClient({ url, genesis, key: account });

/** `10.00 EUR` in smallest units. */
async function unitsOf(written: string) {
  const [number = '', asset = ''] = written.split(' ');
  if (!isAssetCode(asset)) throw new Error(`"${written}" names no asset`);
  const amount = parseAmount(number, (await getAsset(client.light, asset)).value.decimals);
  if (amount === undefined) throw new Error(`"${written}" is not an amount of ${asset}`);
  return { asset, amount };
}

/** What `first` gives to `second`, and gets for it. */
async function swap(first: Address, second: Address, given: string, got: string) {
  return [
    transfer({ from: first, to: second, ...(await unitsOf(given)) }),
    transfer({ from: second, to: first, ...(await unitsOf(got)) }),
  ];
}

async function offer(): Promise<void> {
  const payee = await payeeOf(client.light, other);
  const signed = await client.sign({ operations: await swap(account.address, payee, gives, gets) });
  console.log(JSON.stringify(signedTransactionCodec.toJson(signed)));
}

async function accept(): Promise<void> {
  const read = decodeJsonText(signedTransactionCodec, await text(process.stdin));
  if (!read.ok) throw new Error(`this is no offer: ${read.problem.message}`);
  const offered = read.value;
  const { transaction } = offered;
  // What is signed is what was agreed, and nothing besides: the other side wrote it.
  const agreed = await swap(transaction.sender, account.address, gets, gives);
  if (textOf(transaction.operations) !== textOf(agreed)) throw new Error('it is another swap');
  const signer = signerOf(await getAccount(client.light, account.address), account);
  const both = addWitness(offered, await witness(transaction, signer));
  const { receipt, final } = await client.submit(both);
  console.log(`swapped in block ${final.height}: ${receipt.status}`);
}

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? String(one) : one));

if (role === 'offer') await offer();
else if (role === 'accept') await accept();
else throw new Error(`expected "offer" or "accept", not "${role}"`);
