/** Numbers, times and hashes as the page shows them. */
import { formatAmount } from '@trellis/client';
import { language, type Message, t } from './language.ts';

/** In groups of three that stay on one line: 12 345. */
export function whole(value: bigint | number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
}

/** An amount of an asset, the digits before the point in groups. */
export function amountText(amount: bigint, decimals: number): string {
  const [before = '', ...after] = formatAmount(amount, decimals).split('.');
  return [whole(BigInt(before)), ...after].join('.');
}

/** An amount of an asset in whole units, what amounts are sorted and saved by. */
export function unitsOf(amount: bigint, decimals: number): number {
  const isNegative = amount < 0n;
  const units = Number(formatAmount(isNegative ? -amount : amount, decimals));
  return isNegative ? -units : units;
}

export function bytesText(bytes: number | bigint): string {
  const value = Number(bytes);
  if (value < 10_000) return `${whole(value)} B`;
  if (value < 10_000_000) return `${(value / 1_000).toFixed(1)} kB`;
  return `${(value / 1_000_000).toFixed(1)} MB`;
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(share === 1 || share === 0 ? 0 : 1)} %`;
}

/** The beginning of a hash, enough to tell it from others at a glance. */
export function shortHash(hash: string): string {
  return `${hash.slice(0, 8)}…`;
}

/** The two ends of an address: what people compare. */
export function shortAddress(text: string): string {
  return `${text.slice(0, 13)}…${text.slice(-6)}`;
}

export function count(number: number, noun: Noun): string {
  return `${whole(number)} ${t(number === 1 ? noun : nouns[noun])}`;
}

/** What is counted, and several of it. */
const nouns = {
  action: 'actions',
  block: 'blocks',
  hash: 'hashes',
  line: 'lines',
  link: 'links',
  mandate: 'mandates',
  'more case': 'more cases',
  'more operation': 'more operations',
  node: 'nodes',
  payment: 'payments',
  proof: 'proofs',
  'registered node': 'registered nodes',
  row: 'rows',
  signature: 'signatures',
  transaction: 'transactions',
  validator: 'validators',
} as const satisfies Partial<Record<Message, Message>>;
type Noun = keyof typeof nouns;

/** A block's time in the reader's zone: 2026-11-26 19:33:01.250. */
export function timeText(ms: bigint | number): string {
  const date = new Date(Number(ms));
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${day} ${time}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** How long ago: 0.4 s, 12 s, 3 min, 5 h, 2 d. */
export function agoText(ms: number): string {
  const seconds = Math.max(0, ms) / 1_000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${seconds.toFixed(0)} s`;
  if (seconds < 7_200) return `${(seconds / 60).toFixed(0)} min`;
  if (seconds < 172_800) return `${(seconds / 3_600).toFixed(0)} h`;
  return `${(seconds / 86_400).toFixed(0)} d`;
}

/** How long something takes: 350 ms, 1.2 s. */
export function durationText(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : agoText(ms);
}

/** Several names as a list: "node1 and node2". */
export function listText(names: readonly string[]): string {
  return new Intl.ListFormat(language === 'en' ? 'en-GB' : language).format(names);
}

/** `createAccount` → `create account`. */
export function words(name: string): string {
  return name
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, (_, a, b) => `${a} ${b.toLowerCase()}`);
}
