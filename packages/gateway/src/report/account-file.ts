/** Statements, reports and notifications of a served account, from what the ledger proves. */
import { createHash } from 'node:crypto';
import { formatAmount } from '@trellis/client';
import { type Address, formatAddress } from '@trellis/crypto';
import { accountReport, type ReportedEntry, type ReportId } from '@trellis/iso20022';
import type { AssetRecord } from '@trellis/protocol';
import type { GatewayParts } from '../setup/gateway-parts.ts';
import { fetchAccountHistory } from './account-history.ts';
import { reportedEntry } from './reported-entry.ts';

export interface Period {
  /** Milliseconds since 1970: from the first on, and before the second. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** The file of a time; its entries lead from the opening to the closing balance, or it is not written. */
export async function accountFile(
  parts: Pick<GatewayParts, 'light' | 'accounts'>,
  id: ReportId,
  { account, asset }: { readonly account: Address; readonly asset: AssetRecord },
  { fromMs, toMs }: Period,
): Promise<string> {
  const wanted = { address: account, asset: asset.asset, fromMs, toMs };
  const { entries, opening, closing } = await fetchAccountHistory(parts.light, wanted);
  const names = { address: account, asset, labels: new Map<Address, string>() };
  return accountReport(id, {
    ...headOf(parts, account, asset, { fromMs, toMs }),
    opening: formatAmount(opening, asset.decimals),
    closing: formatAmount(closing, asset.decimals),
    entries: entries.flatMap((entry) => reportedEntry(entry, names) ?? []),
  });
}

/** How a file is called and which account it is about; the same each time. */
function headOf(
  { accounts }: Pick<GatewayParts, 'accounts'>,
  account: Address,
  asset: AssetRecord,
  { fromMs, toMs }: Period,
) {
  const address = formatAddress(account);
  const [from, to] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()];
  const iban = accounts.idOf(account);
  return {
    messageId: fileNumber([address, asset.asset, from, to]),
    createdAt: to,
    account: { address, ...(iban !== undefined && isIban(iban) && { iban }) },
    currency: asset.asset,
    ...{ from, to },
  };
}

const isIban = (id: string): boolean => /^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$/.test(id);

const fileNumber = (parts: readonly string[]): string =>
  `S${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 34)}`;

/** A notification of some credits. */
export function notificationFile(
  parts: Pick<GatewayParts, 'accounts'>,
  { account, asset }: { readonly account: Address; readonly asset: AssetRecord },
  period: Period,
  credits: { readonly entries: readonly ReportedEntry[]; readonly sum: bigint },
): string {
  return accountReport('camt.054.001.08', {
    ...headOf(parts, account, asset, period),
    opening: '0',
    closing: formatAmount(credits.sum, asset.decimals),
    entries: credits.entries,
  });
}
