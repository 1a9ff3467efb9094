/**
 * The light client of the SDK by the same names, each part loaded at its first use. What a page reads and checks comes
 * from here: an import of the same from the SDK would put all of it into the script that the page begins with, which
 * `test/explorer/served.test.ts` finds.
 */
import type { LightClient, LightClientOptions, SignatureVerifier } from '@trellis/client';
import { toHeight } from '@trellis/protocol';
import { type Checks, loadChecks } from './load-checks.ts';

/** As `createLightClient`: knows what it begins with until there is something to check. */
export function createLightClient(options: LightClientOptions): LightClient {
  const { transport, verifier, witnesses = [] } = options;
  let made: LightClient | undefined;
  const noted = (): LightClient => {
    if (made !== undefined) return made;
    throw new Error('a block is noted that was not checked');
  };
  return {
    transport,
    witnesses,
    verifier,
    trusted: () => made?.trusted() ?? options.trusted,
    async check(height, verify) {
      const checks = await loadChecks();
      made ??= checks.createLightClient(options);
      return made.check(height, verify);
    },
    floor: () => made?.floor() ?? { shown: toHeight(0n), known: options.trusted.newest.height },
    noteFinal: (header) => noted().noteFinal(header),
    noteNewest: (header, floor) => noted().noteNewest(header, floor),
    noteWitnessed: (header) => noted().noteWitnessed(header),
  };
}

/** Checks signatures in a worker. */
export function createVerifier(): SignatureVerifier {
  let made: SignatureVerifier | undefined;
  return {
    async verify(claim) {
      const checks = await loadChecks();
      made ??= checks.startVerifier();
      return made.verify(claim);
    },
  };
}

export const acceptRecovery: Checks['acceptRecovery'] = async (...given) =>
  (await loadChecks()).acceptRecovery(...given);

export const findConflict: Checks['findConflict'] = async (...given) =>
  (await loadChecks()).findConflict(...given);

export const getAccount: Checks['getAccount'] = async (...given) =>
  (await loadChecks()).getAccount(...given);

export const getAccountAliases: Checks['getAccountAliases'] = async (...given) =>
  (await loadChecks()).getAccountAliases(...given);

export const getAsset: Checks['getAsset'] = async (...given) =>
  (await loadChecks()).getAsset(...given);

export const getAssetRules: Checks['getAssetRules'] = async (...given) =>
  (await loadChecks()).getAssetRules(...given);

export const getBalance: Checks['getBalance'] = async (...given) =>
  (await loadChecks()).getBalance(...given);

export const getHold: Checks['getHold'] = async (...given) =>
  (await loadChecks()).getHold(...given);

export const getHolder: Checks['getHolder'] = async (...given) =>
  (await loadChecks()).getHolder(...given);

export const getMandate: Checks['getMandate'] = async (...given) =>
  (await loadChecks()).getMandate(...given);

export const getMandates: Checks['getMandates'] = async (...given) =>
  (await loadChecks()).getMandates(...given);

export const getProposal: Checks['getProposal'] = async (...given) =>
  (await loadChecks()).getProposal(...given);

export const getRecovery: Checks['getRecovery'] = async (...given) =>
  (await loadChecks()).getRecovery(...given);

export const getRoles: Checks['getRoles'] = async (...given) =>
  (await loadChecks()).getRoles(...given);

export const resolveAlias: Checks['resolveAlias'] = async (...given) =>
  (await loadChecks()).resolveAlias(...given);

export const verifyBlock: Checks['verifyBlock'] = async (...given) =>
  (await loadChecks()).verifyBlock(...given);

export const verifyEvidence: Checks['verifyEvidence'] = async (...given) =>
  (await loadChecks()).verifyEvidence(...given);

export const verifyHeader: Checks['verifyHeader'] = async (...given) =>
  (await loadChecks()).verifyHeader(...given);

/** The SDK's answers at once. */
export async function verifyHistory(...given: Parameters<Checks['verifyHistory']>): Promise<void> {
  (await loadChecks()).verifyHistory(...given);
}

export const verifyHistoryEntry: Checks['verifyHistoryEntry'] = async (...given) =>
  (await loadChecks()).verifyHistoryEntry(...given);

export const verifyTransaction: Checks['verifyTransaction'] = async (...given) =>
  (await loadChecks()).verifyTransaction(...given);
