/**
 * How another site reaches the wallet: by a link alone. What is behind `#` never leaves the browser; what the wallet
 * tells the site, it tells by a link back, which the user follows.
 */
import { type PaymentRequest, parsePaymentRequest } from '@trellis/client';
import { type Address, formatAddress, type Hash } from '@trellis/crypto';
import { t } from '../page/language.ts';

/** What a link asks for. */
type LinkRequest =
  | { readonly type: 'pay'; readonly text: string; readonly request: PaymentRequest }
  /** The site wants to know an address. */
  | { readonly type: 'connect' };

export interface SiteLink {
  readonly request: LinkRequest;
  /** Where the user is led back to; `null`: nowhere. */
  readonly back: URL | null;
  /** Handed back as it came, so that the site knows its own visit again. */
  readonly state: string | null;
}

/** A payment request that was pasted where a payee is typed, as *Receive* copies it. */
export function requestIn(typed: string | undefined): string | undefined {
  const text = typed?.trim() ?? '';
  return /^trellis:pay\?/i.test(text) ? text : undefined;
}

/** The wallet's own link to it, which shows what it asks for, or what is wrong with it. */
export const linkOfRequest = (text: string): string =>
  `#/link?${new URLSearchParams({ pay: text })}`;

class BadLink extends Error {}

const stateCharactersMax = 200;
const urlCharactersMax = 1_024;

/** Reads what is behind `#/link?`. Throws `BadLink`, or `BuildError` for a bad payment request. */
export function readLink(query: URLSearchParams): SiteLink {
  for (const name of query.keys()) {
    if (!['pay', 'connect', 'return', 'state'].includes(name)) {
      throw new BadLink(t('the link has an unknown part “{0}”', name.slice(0, 40)));
    }
    if (query.getAll(name).length > 1) throw new BadLink(t('the link has “{0}” twice', name));
  }
  const [pay, connect, state] = ['pay', 'connect', 'state'].map((name) => query.get(name));
  if ((pay === null) === (connect === null)) {
    throw new BadLink(t('a link asks either for a payment or for an address'));
  }
  if (state !== null && state !== undefined && state.length > stateCharactersMax) {
    throw new BadLink(t('“state” has over {0} characters', stateCharactersMax));
  }
  const back = readBack(query.get('return'));
  if (pay === null || pay === undefined) {
    if (back === null) throw new BadLink(t('who asks for an address has to say where to send it'));
    return { request: { type: 'connect' }, back, state: state ?? null };
  }
  const request = parsePaymentRequest(pay);
  return { request: { type: 'pay', text: pay, request }, back, state: state ?? null };
}

/** Only what nobody on the way can read or change; this machine itself is such a place. */
function readBack(text: string | null): URL | null {
  if (text === null) return null;
  if (text.length > urlCharactersMax || !URL.canParse(text)) {
    throw new BadLink(t('“return” is not an address'));
  }
  const url = new URL(text);
  const isHere = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isHere)) {
    throw new BadLink(t('“return” has to begin with https://'));
  }
  if (url.username !== '' || url.password !== '') {
    throw new BadLink(t('“return” must not have a name and password before its host'));
  }
  return url;
}

/** What is told to the site. */
export type Answer =
  | { readonly type: 'address'; readonly address: Address }
  | { readonly type: 'paid'; readonly transactionId: Hash }
  | { readonly type: 'declined' };

/** The link back. The site checks what it says: it can come from anybody. */
export function backLink({ back, state }: SiteLink, answer: Answer): string | null {
  if (back === null) return null;
  const url = new URL(back);
  if (state !== null) url.searchParams.set('state', state);
  switch (answer.type) {
    case 'address':
      url.searchParams.set('address', formatAddress(answer.address));
      break;
    case 'paid':
      url.searchParams.set('transaction', answer.transactionId);
      break;
    case 'declined':
      url.searchParams.set('error', 'declined');
  }
  return url.href;
}
