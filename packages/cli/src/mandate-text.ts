/** Mandates as users write and read them. */
import { formatAddress, type Hash, isHash, isMeantAsAddress, parseAddress } from '@trellis/crypto';
import { findKey } from '@trellis/keystore';
import { type Delegate, type MandateRecord, mandateRest, periodText } from '@trellis/protocol';
import { type AccountNames, describeAccount, resolveAccount } from './account-names.ts';
import { UsageError } from './command-error.ts';
import { spanMs } from './duration.ts';
import { showTimestamp } from './timestamp-text.ts';

/** Throws `UsageError`. */
export function readMandateId(text: string): Hash {
  if (isHash(text)) return text;
  throw new UsageError(
    'bad_mandate',
    `"${text}" is not the id of a mandate: 64 digits 0-9 and a-f, as "trellis mandate list" shows them`,
  );
}

/** An account, or `key=` and a key by its name or address. Throws `UsageError`. */
export async function readDelegate(names: AccountNames, text: string): Promise<Delegate> {
  if (!text.startsWith('key='))
    return { type: 'account', account: await resolveAccount(names, text) };
  const key = text.slice('key='.length);
  if (!isMeantAsAddress(key)) return { type: 'key', key: (await findKey(names.home, key)).address };
  const address = parseAddress(key);
  if (address !== undefined) return { type: 'key', key: address };
  throw new UsageError('bad_address', `${key.slice(0, 100)} is not the address of a key`);
}

/** `30d`, `12h`, `90m` or `60s` in milliseconds. Throws `UsageError`. */
export function readPeriod(text: string): bigint {
  const ms = spanMs(text, ['s', 'm', 'h', 'd']);
  if (ms !== undefined) return BigInt(ms);
  throw new UsageError('bad_period', `"${text}" is not a period: write 60s, 90m, 12h or 30d`);
}

/** Throws `UsageError`. */
export function readPaymentCount(text: string): number {
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text);
  throw new UsageError('bad_operation', `"${text}" is not a number of payments`);
}

/** The delegate for people. */
export async function delegateText(home: string, delegate: Delegate): Promise<string> {
  return delegate.type === 'account'
    ? describeAccount(home, delegate.account)
    : `the key ${formatAddress(delegate.key)}`;
}

/** What a mandate allows, and what is left of it at a time. */
export async function mandateFields(
  home: string,
  mandate: MandateRecord,
  { time, show }: { readonly time: bigint; show(amount: bigint): string },
): Promise<readonly (readonly [string, string])[]> {
  const rest = mandateRest(mandate, time);
  const payees = await Promise.all(mandate.payees.map((one) => describeAccount(home, one)));
  return [
    ['owner', await describeAccount(home, mandate.owner)],
    ['delegate', await delegateText(home, mandate.delegate)],
    ['payees', payees.length === 0 ? 'any account' : payees.join(', ')],
    ['at once', `at most ${show(mandate.paymentMax)}`],
    [
      'period',
      `at most ${show(mandate.periodMax)} in each ${periodText(mandate.period)}; ${show(rest.amount)} left in this one`,
    ],
    ['payments', `${mandate.payments} of ${mandate.paymentsMax}`],
    [
      'valid',
      `from block ${mandate.grantedAt} until ${showTimestamp(mandate.validUntil)}${time >= mandate.validUntil ? ' (over)' : ''}`,
    ],
  ];
}
