/**
 * Payment requests: what a payee asks for, as one line of text that fits into a file, a message, a link
 * or a QR code: `trellis:pay?chain=…&to=…&amount=12.50&asset=EUR&reference=RF…`.
 */
import { type Address, formatAddress, isHash, parseAddress } from '@trellis/crypto';
import {
  type AssetCode,
  amountMax,
  type ChainId,
  decodeJson,
  isAssetCode,
  isChainId,
  limits,
  noRemittance,
  type Remittance,
  rawText,
  remittanceCodec,
} from '@trellis/protocol';
import { BuildError } from './errors.ts';
import { givenObject, givenText } from './given.ts';

/** What a payee asks for, in one line of text. */
export interface PaymentRequest {
  /** Nobody can pay it on another chain by mistake. */
  readonly chainId: ChainId;
  readonly to: Address;
  readonly asset: AssetCode;
  /** As people write it, such as `12.50`; `parseAmount` reads it with the asset's decimals. */
  readonly amount: string;
  readonly remittance: Remittance;
  /** From then on the payee does not want it any more: milliseconds since 1970; `null`: forever. */
  readonly expiresAt: number | null;
}

const scheme = 'trellis:pay?';
const known = [
  'chain',
  'to',
  'amount',
  'asset',
  'endToEndId',
  'reference',
  'invoice',
  'purpose',
  'expires',
];

/** Longest request that is read: all its parts at their longest, percent-encoded, are shorter. */
const requestCharactersMax = 1_024;

/**
 * The request as text.
 *
 * @example
 * const link = formatPaymentRequest({ chainId: genesis.chainId, to, asset, amount: '12.50', remittance: noRemittance, expiresAt: null });
 */
export function formatPaymentRequest(request: PaymentRequest): string {
  const { chainId, to, asset, amount, remittance, expiresAt } = givenObject(
    request,
    'the parts of a payment request',
  );
  if (!isHash(to)) throw new BuildError('bad_argument', 'expected "to" as an Address');
  givenObject(remittance, '"remittance", such as noRemittance');
  const parts = new URLSearchParams({ chain: chainId, to: formatAddress(to), amount, asset });
  for (const [name, value] of Object.entries(remittance))
    if (value !== null) parts.set(name, rawText(value));
  if (expiresAt !== null) parts.set('expires', new Date(expiresAt).toISOString());
  return `${scheme}${parts}`;
}

/**
 * Reads a request strictly: an unknown, missing or repeated part is refused, as leaving it out could pay
 * something else than was meant. Throws `BuildError` `bad_payment_request` that names the part.
 *
 * @example
 * const link = formatPaymentRequest({ chainId: genesis.chainId, to, asset, amount: '12.50', remittance: noRemittance, expiresAt: null });
 * const { amount } = parsePaymentRequest(link); // throws BuildError bad_payment_request
 */
export function parsePaymentRequest(text: string): PaymentRequest {
  const line = givenText(text, 'a payment request').trim();
  if (!line.startsWith(scheme)) throw bad(`it does not begin with ${scheme}`);
  if (line.length > requestCharactersMax) throw bad('it is too long');
  const parts = new URLSearchParams(line.slice(scheme.length));
  const names = [...parts.keys()];
  for (const [index, name] of names.entries()) {
    if (!known.includes(name)) throw bad(`it has an unknown part "${name.slice(0, 40)}"`);
    if (names.indexOf(name) !== index) throw bad(`it has the part "${name}" twice`);
  }
  const part = (name: string): string => {
    const value = parts.get(name);
    if (value === null) throw bad(`the part "${name}" is missing`);
    return value;
  };
  const chainId = part('chain');
  if (!isChainId(chainId)) throw bad('"chain" is not the id of a chain');
  const to = parseAddress(part('to'));
  if (to === undefined)
    throw bad('"to" is not an address: a character is wrong, missing or too many');
  const asset = part('asset');
  if (!isAssetCode(asset)) throw bad('"asset" is not an asset code');
  const amount = part('amount');
  if (!isAmountText(amount)) throw bad('"amount" is not an amount above zero, such as 12.50');
  const remittance = readRemittance(parts);
  return { chainId, to, asset, amount, remittance, expiresAt: readExpiry(parts.get('expires')) };
}

function readRemittance(parts: URLSearchParams): Remittance {
  const given = Object.keys(noRemittance).map((name) => [name, parts.get(name)]);
  const decoded = decodeJson(remittanceCodec, Object.fromEntries(given));
  if (decoded.ok) return decoded.value;
  throw bad(`"${decoded.problem.path}": ${decoded.problem.message}`);
}

function readExpiry(text: string | null): number | null {
  if (text === null) return null;
  const time = Date.parse(text);
  // One way to write it: what `toISOString` gives.
  if (Number.isNaN(time) || new Date(time).toISOString() !== text) {
    throw bad('"expires" is not a time such as 2026-12-31T12:00:00.000Z');
  }
  return time;
}

/** Whether some asset could have this amount: how many decimals it has is not known here. */
function isAmountText(text: string): boolean {
  const match = /^(0|[1-9][0-9]{0,38})(?:\.([0-9]{1,38}))?$/.exec(text);
  if (match === null) return false;
  const [, whole = '', fraction = ''] = match;
  if (fraction.length > limits.assetDecimalsMax) return false;
  const units = BigInt(whole + fraction);
  return units > 0n && units <= amountMax;
}

function bad(why: string): BuildError {
  return new BuildError('bad_payment_request', `this is not a payment request: ${why}`);
}
