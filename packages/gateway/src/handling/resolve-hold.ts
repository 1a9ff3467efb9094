/** Requests to take a payment back that is still a hold: the payee's side gives it back, and nobody else can. */
import { getHold, voidHold } from '@trellis/client';
import { isHash } from '@trellis/crypto';
import type { ResolvedTransfer, WantedBack } from '@trellis/iso20022';
import { isAssetCode } from '@trellis/protocol';
import { endOfHold } from '../holds/hold-end.ts';
import type { FileRecord, HoldRow } from '../journal/journal.ts';
import type { GatewayParts } from '../setup/gateway-parts.ts';
import { mayGiveBack, no, type Wanted, yes } from './resolutions.ts';

/** The one hold for a served account that is meant. */
export function findHold(
  { journal }: Pick<GatewayParts, 'journal'>,
  { endToEndId, uetr }: WantedBack,
): HoldRow | undefined {
  const found = journal.holdsCalled(endToEndId, uetr);
  return found.length === 1 ? found[0] : undefined;
}

/** `'ended'`: there is no such hold any more; it was paid out, or went back. */
export async function resolveHold(
  parts: GatewayParts,
  file: FileRecord,
  asked: Wanted,
  { id, payee }: HoldRow,
): Promise<ResolvedTransfer | 'ended'> {
  const { light, accounts, signal, config, log } = parts;
  const { wanted } = asked;
  // What this gateway has written itself.
  if (!isHash(id)) return 'ended';
  const { value: hold } = await getHold(light, id);
  if (hold === null) return 'ended';
  const party = await accounts.resolve(payee);
  const queue = await accounts.queueOf(party);
  if (queue === undefined)
    return no(wanted, 'AGNT', 'this gateway has no key of the payee’s account');
  const given = { asset: hold.asset, units: hold.amount, what: `hold ${id}` };
  const may = mayGiveBack(parts, file, asked, given);
  if (may !== 'yes') return may;
  const { final } = await queue.send(
    {
      operations: [voidHold(party, { id, hold })],
      // One for each request: one that came too late for its hold to be there is no answer to the next.
      idempotencyKey: `iso20022 void ${id} ${file.hash.slice(0, 32)}`,
    },
    { signal, timeoutMs: config.timeoutSeconds * 1_000 },
  );
  if (final.receipt.status !== 'success') return 'ended';
  log('info', 'hold_given_back', { hold: id, asset: hold.asset, units: String(hold.amount) });
  return yes(wanted);
}

/** Whether a hold that is no more went back to its payer. */
export async function isBack(
  { light, accounts }: Pick<GatewayParts, 'light' | 'accounts'>,
  { id, payee, asset, madeBy: transactionId, height }: HoldRow,
): Promise<boolean> {
  if (!isHash(id) || !isHash(transactionId) || !isAssetCode(asset)) return false;
  const party = await accounts.resolve(payee);
  const hold = { id, transactionId, height: BigInt(height), payee: party, asset };
  return (await endOfHold(light, hold)).type === 'back';
}
