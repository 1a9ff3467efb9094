/** What is said to whoever wants a payment back, and what a person is asked first. */
import type { CancellationRequest, ResolvedTransfer, WantedBack } from '@trellis/iso20022';
import { isAssetCode } from '@trellis/protocol';
import type { FileRecord } from '../journal/journal.ts';
import type { GatewayParts } from '../setup/gateway-parts.ts';

export interface Wanted {
  readonly request: CancellationRequest;
  readonly wanted: WantedBack;
  /** The request itself, as it came. */
  readonly text: string;
}

export const yes = (wanted: WantedBack): ResolvedTransfer => ({
  ...{ wanted, resolution: 'CNCL', reason: null, message: null },
});
export const no = (wanted: WantedBack, reason: string, message: string): ResolvedTransfer => ({
  ...{ wanted, resolution: 'RJCR', reason, message },
});
export const notYet = (wanted: WantedBack, message: string): ResolvedTransfer => ({
  ...{ wanted, resolution: 'PDCR', reason: null, message },
});

export const questionId = (hash: string, { endToEndId, uetr }: WantedBack): string =>
  `${hash.slice(0, 12)}/${endToEndId ?? uetr ?? 'message'}`;

/** Whether so much may be given back: by itself within a limit, or if a person says so; otherwise what is answered. */
export function mayGiveBack(
  { journal, returns }: Pick<GatewayParts, 'journal' | 'returns'>,
  file: FileRecord,
  { request, wanted }: Wanted,
  given: { readonly asset: string; readonly units: bigint; readonly what: string },
): ResolvedTransfer | 'yes' {
  const id = questionId(file.hash, wanted);
  const question = journal.question(id);
  if (question?.state === 'answered') {
    return question.content === 'yes' ? 'yes' : no(wanted, 'CUST', 'the payee does not agree');
  }
  const { asset, units, what } = given;
  if (isAssetCode(asset) && units <= (returns.get(asset) ?? 0n)) return 'yes';
  const content = `${request.id} wants ${units} units of ${asset} back (${what})`;
  journal.ask({ id, made: Date.now(), content });
  return notYet(wanted, 'it waits for a person');
}
