/** Holds for served accounts: what each is for is written down while it is open, so that it can be asked back. */
import { getHold, getHolds } from '@trellis/client';
import { formatAddress } from '@trellis/crypto';
import { fetchHoldOrigin } from '../payment/hold-reference.ts';
import type { GatewayParts, ServedAccount } from '../setup/gateway-parts.ts';

export async function noteHolds(
  { journal, light }: Pick<GatewayParts, 'journal' | 'light'>,
  { account, asset: { asset } }: ServedAccount,
): Promise<void> {
  const { holds } = await getHolds(light.transport, account);
  for (const { id, hold: told } of holds) {
    if (told.payee !== account || told.asset !== asset || journal.hold(id) !== undefined) continue;
    const { value: hold } = await getHold(light, id);
    if (hold === null || hold.payee !== account || hold.asset !== asset) continue;
    const origin = await fetchHoldOrigin(light, id, hold);
    if (origin === undefined) continue;
    const { madeBy, reference } = origin;
    // One that is for no file's transfer is noted too, so that it is looked at once.
    journal.putHold({
      ...{ id, payee: formatAddress(account), asset },
      ...{ madeBy, height: String(hold.reservedAt) },
      ...{ endToEnd: reference?.endToEndId ?? null, uetr: reference?.uetr ?? null },
      reference: reference === undefined ? null : JSON.stringify(reference),
    });
  }
}
