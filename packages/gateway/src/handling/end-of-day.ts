/** Statements of served accounts when a business day ends. */
import { formatAddress } from '@trellis/crypto';
import { accountFile } from '../report/account-file.ts';
import type { GatewayParts } from '../setup/gateway-parts.ts';

const dayMs = 24 * 3_600_000;

/** Owes a camt.053 for the last day that ended, of each account that has none of it yet. */
export async function reportEndOfDay(parts: GatewayParts): Promise<void> {
  const { config, journal, served, now } = parts;
  if (config.cutOff === null) return;
  const toMs = lastCutOff(config.cutOff, now());
  const day = new Date(toMs).toISOString().slice(0, 10);
  for (const one of served) {
    const account = formatAddress(one.account).slice(0, 20);
    const name = `day-${account}-${one.asset.asset}-${day}.camt.053.001.08.xml`;
    if (journal.answer(name) !== undefined) continue;
    const period = { fromMs: toMs - dayMs, toMs };
    const text = await accountFile(parts, 'camt.053.001.08', one, period);
    journal.owe({ name, text });
  }
}

/** The last moment at which it was this time of day in UTC. */
export function lastCutOff(cutOff: string, now: number): number {
  const today = new Date(now).toISOString().slice(0, 10);
  const at = Date.parse(`${today}T${cutOff}:00Z`);
  return at <= now ? at : at - dayMs;
}
