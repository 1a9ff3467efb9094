/**
 * A shop that waits for payments by the reference on its invoices. It holds no key: it reads, and believes only what is
 * proven. Started again after a crash, it continues where it ended; no payment is missed or counted twice.
 *
 *   node examples/shop.ts http://127.0.0.1:26700 GENESIS-HASH trellis1… EUR orders.json
 *
 * `orders.json` is `{ "place": null, "orders": { "RF18…": { "due": "12.50", "paid": "0" } } }`; `trellis status` shows the
 * hash. It ends when every order is paid. test/sdk/examples.test.ts runs this file.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createClient, formatAmount, getAsset, parseAmount } from '@trellis/client';
import { isAssetCode } from '@trellis/protocol';
import { argumentsOf } from './arguments.ts';

interface Orders {
  /** Of the last payment that is counted below. */
  place: { height: string; position: number } | null;
  readonly orders: Record<string, { readonly due: string; paid: string }>;
}

const [url = '', genesis = '', shop = '', asset = '', file = ''] = argumentsOf(
  import.meta.filename,
  5,
);
if (!isAssetCode(asset)) throw new Error(`${asset} is not the code of an asset`);

const client = await createClient({ url, genesis });
const { decimals } = (await getAsset(client.light, asset)).value;
const books: Orders = JSON.parse(readFileSync(file, 'utf8'));

/** In smallest units: amounts are never floating-point numbers. */
function units(text: string): bigint {
  const amount = parseAmount(text, decimals);
  if (amount === undefined) throw new Error(`${text} is not an amount of ${asset}`);
  return amount;
}

/** What was paid and how far the shop has read are one file, replaced at once: both are true, or neither. */
function store(): void {
  writeFileSync(`${file}.new`, JSON.stringify(books, null, 2), { flush: true });
  renameSync(`${file}.new`, file);
}

const isOpen = (): boolean =>
  Object.values(books.orders).some(({ due, paid }) => units(paid) < units(due));

const ended = new AbortController();
process.once('SIGTERM', () => ended.abort());

// Everything since the last payment that was counted, or since the beginning of the chain.
const { place } = books;
const after = { height: BigInt(place?.height ?? 0), position: place?.position ?? 0 };
const { signal } = ended;
const subscription = { type: 'payments', owner: shop, asset, after, signal } as const;
for await (const incoming of client.subscribe(subscription)) {
  for (const { amount, remittance } of incoming.payments) {
    const text = formatAmount(amount, decimals);
    const order = books.orders[remittance.reference ?? ''];
    if (order === undefined) {
      console.log(`${text} ${asset} is for no order; transaction ${incoming.transactionId}`);
      continue;
    }
    order.paid = formatAmount(units(order.paid) + amount, decimals);
    const isPaid = units(order.paid) >= units(order.due);
    console.log(
      `${remittance.reference}: ${order.paid} of ${order.due} ${isPaid ? 'paid' : 'so far'}`,
    );
  }
  const { height, position } = incoming.place;
  books.place = { height: String(height), position };
  store();
  if (!isOpen()) break;
}
ended.abort();
