/** A gateway with the keys of a home: what the package leaves to whoever runs it. */
import { join } from 'node:path';
import { parseAmount, signAlone } from '@trellis/client';
import { type AccountQueue, createQueue } from '@trellis/client/account';
import { type Address, keyAddress } from '@trellis/crypto';
import type { GatewayAccounts, GatewayConfig, GatewayParts } from '@trellis/gateway';
import { listKeys } from '@trellis/keystore';
import type { AssetCode } from '@trellis/protocol';
import { resolveAccount } from '../account-names.ts';
import { fetchAsset } from '../assets.ts';
import { UsageError } from '../command-error.ts';
import { apiKeyFileErrors } from '../credential.ts';
import { type AccountList, findAccount, readAccountList } from '../iso/account-list.ts';
import { schemaFolder } from '../iso/schema-folder.ts';
import { openKey, openOpeningKey } from '../key-store.ts';
import type { PasswordOptions } from '../password.ts';
import { readPrivate } from '../private-file.ts';
import type { Session } from '../session.ts';
import { openSubmissions, type SubmissionFile } from '../submission-file.ts';

/** Records of submissions are kept for so long: a file that comes again after that is known by the journal alone. */
const keepRecordsMs = 400 * 24 * 3_600_000;

/** The gateway, and what closes it. Throws `UsageError`, and what reading the ledger throws. */
export async function openGateway(
  session: Session,
  config: GatewayConfig,
  options: PasswordOptions,
  { log, signal }: Pick<GatewayParts, 'log' | 'signal'>,
): Promise<{ readonly parts: GatewayParts; readonly close: () => void }> {
  const { openFolders, openJournal, takeFolder } = await import('@trellis/gateway');
  const folders = await openFolders(config.folder);
  const opened = [await takeFolder(folders.state)];
  const close = (): void => {
    for (const one of opened.reverse()) one();
  };
  try {
    const journal = await openJournal(join(folders.state, 'journal.sqlite'));
    opened.push(journal.close);
    const submissions = await openSubmissions(folders.state, keepRecordsMs);
    opened.push(submissions.close);
    const files = { folders, journal, submissions };
    return { parts: await openParts(session, config, options, { ...files, log, signal }), close };
  } catch (error) {
    close();
    throw error;
  }
}

/** What it asks the node for is about the accounts that its configuration names. */
async function openParts(
  session: Session,
  config: GatewayConfig,
  options: PasswordOptions,
  opened: Pick<GatewayParts, 'folders' | 'journal' | 'log' | 'signal'> & {
    readonly submissions: SubmissionFile;
  },
): Promise<GatewayParts> {
  const { createMetrics } = await import('@trellis/gateway');
  const light = await session.light();
  opened.journal.bindTo(light.trusted().chainId);
  const list = await readAccountList(session.names, config.accounts ?? undefined);
  const accounts = gatewayAccounts(session, list, options, opened.submissions);
  const served = await Promise.all(
    config.served.map(async ({ account, asset, tells }) => ({
      account: await accounts.resolve(account),
      asset: await fetchAsset(session, asset),
      tells,
    })),
  );
  return {
    ...{ ...opened, config, accounts, served },
    schemas: schemaFolder(session.globals.home),
    light,
    limits: await limitsOf(session, config),
    returns: await returnsOf(session, config),
    metrics: createMetrics(),
    now: Date.now,
  };
}

function gatewayAccounts(
  session: Session,
  list: AccountList,
  options: PasswordOptions,
  submissions: SubmissionFile,
): GatewayAccounts {
  const { globals, names } = session;
  const queues = new Map<Address, Promise<AccountQueue | undefined>>();
  const keyNameOf = async (account: Address): Promise<string | undefined> =>
    (await listKeys(globals.home)).keys.find((key) => key.account === account)?.name;
  const openQueue = async (address: Address): Promise<AccountQueue | undefined> => {
    const name = await keyNameOf(address);
    if (name === undefined) return undefined;
    const key = await openKey(globals, name, options);
    const light = await session.light();
    return createQueue({
      ...{ light, address, submissions },
      sign: (transaction, proven) => signAlone(light, key, transaction, proven),
    });
  };
  const ids = new Map([...list].map(([id, account]) => [account, id] as const));
  return {
    findAccount: (name) => findAccount(globals.home, list, name),
    resolve: async (text) => list.get(text) ?? resolveAccount(names, text),
    idOf: (account) => ids.get(account),
    queueOf(account) {
      const known = queues.get(account) ?? openQueue(account);
      queues.set(account, known);
      return known;
    },
    async openingKeyOf(account) {
      const name = await keyNameOf(account);
      return name === undefined ? undefined : openOpeningKey(globals.home, name, options);
    },
    async signingKeyOf(account) {
      const name = await keyNameOf(account);
      if (name === undefined) return undefined;
      const { scheme, publicKey } = await openKey(globals, name, options);
      return keyAddress(scheme, publicKey);
    },
  };
}

async function limitsOf(session: Session, { limits }: GatewayConfig) {
  const read = limits.map(async ({ asset, perPayment, perDay, perCounterparty }) => {
    const units = (text: string | null) => unitsOf(session, asset, text);
    const limit = {
      perPayment: await units(perPayment),
      perDay: await units(perDay),
      perCounterparty: await units(perCounterparty),
    };
    return [asset, limit] as const;
  });
  return new Map(await Promise.all(read));
}

async function returnsOf(session: Session, { returns }: GatewayConfig) {
  const read = returns.map(
    async ({ asset, upTo }) => [asset, (await unitsOf(session, asset, upTo)) ?? 0n] as const,
  );
  return new Map(await Promise.all(read));
}

async function unitsOf(
  session: Session,
  code: AssetCode,
  text: string | null,
): Promise<bigint | null> {
  if (text === null) return null;
  const { decimals } = await fetchAsset(session, code);
  const units = parseAmount(text, decimals);
  if (units !== undefined) return units;
  throw new UsageError(
    'bad_amount',
    `"${text}" has more decimals than ${code}, which has ${decimals}`,
  );
}

/** The key that files are posted with. Throws `UsageError`. */
export async function readGatewayKey(path: string): Promise<string> {
  const key = (await readPrivate(path, apiKeyFileErrors)).trim();
  if (/^[\x21-\x7e]{32,256}$/.test(key)) return key;
  throw new UsageError(
    'bad_api_key',
    `${path} holds no key of 32 to 256 characters; write "openssl rand -hex 32" there`,
  );
}
