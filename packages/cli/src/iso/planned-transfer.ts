/** Plans the transfers of a file with the keys of a home. */
import { type Address, formatAddress } from '@trellis/crypto';
import type { PlannedTransfer as Planned, Sealing } from '@trellis/gateway';
import type { Finding, TransferFile } from '@trellis/iso20022';
import { resolveSigner, type Signer, type SignerOptions } from '../account-names.ts';
import { UsageError } from '../command-error.ts';
import type { Session } from '../session.ts';
import { type AccountList, findAccount } from './account-list.ts';

export type PlannedTransfer = Planned<Signer>;

/** Plans all transfers. Throws what asking the node throws. */
export async function planTransfers(
  session: Session,
  file: TransferFile,
  findings: readonly Finding[],
  {
    list,
    options,
  }: { readonly list: AccountList; readonly options: SignerOptions & { readonly seal?: Sealing } },
): Promise<readonly PlannedTransfer[]> {
  const gateway = await import('@trellis/gateway');
  const { home } = session.globals;
  const planner = {
    light: await session.light(),
    sealing: options.seal ?? ('never' as const),
    findAccount: (name: Parameters<typeof findAccount>[2]) => findAccount(home, list, name),
    findSigner: (from: Address) => signerOf(session, from, options),
  };
  return gateway.planTransfers(planner, file, findings);
}

async function signerOf(
  session: Session,
  from: Address,
  options: SignerOptions,
): Promise<Signer | undefined> {
  try {
    return await resolveSigner(session.names, formatAddress(from), options);
  } catch (error) {
    if (error instanceof UsageError && error.code === 'no_key') return undefined;
    throw error;
  }
}
