/** `trellis signer init-payments|run-payments`: the key of an account in a process of its own, which pays within limits. */
import { access, rm } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { createProvider, formatAddress } from '@trellis/crypto';
import { findKey, keyPaths } from '@trellis/keystore';
import { writeAwayKey } from '@trellis/keystore/away-keys';
import { type AssetCode, isAssetCode } from '@trellis/protocol';
import { type Command, InvalidArgumentError } from 'commander';
import { resolveAccount } from '../account-names.ts';
import { fetchAmount } from '../assets.ts';
import { UsageError, whyUnusable } from '../command-error.ts';
import { expectNoFile } from '../given-file.ts';
import { print, printFields, printJson } from '../output.ts';
import { addPasswordOptions, existingPassword, type PasswordOptions } from '../password.ts';
import { connect, readTrustedGenesis, type Session } from '../session.ts';
import { type Place, place } from '../signer-place.ts';

interface Limit {
  readonly asset: AssetCode;
  readonly perPayment: string;
  readonly perDay: string;
}

interface InitOptions {
  readonly limit: readonly Limit[];
  readonly payee?: readonly string[];
  readonly listen: Place;
  readonly out: string;
}

export function addInitPayments(signer: Command): void {
  signer
    .command('init-payments')
    .argument('<key>', 'name of the key, which moves to the signer')
    .description('Take the key of an account into the folder of a signer that pays within limits')
    .requiredOption(
      '--limit <asset:most:day>',
      'most of an asset in one payment, and in 24 hours; may be repeated',
      (value: string, earlier: readonly Limit[] = []) => [...earlier, limit(value)],
    )
    .option(
      '--payee <account>',
      'pay nobody but the accounts that are named; may be repeated',
      (value: string, earlier: readonly string[] = []) => [...earlier, value],
    )
    .requiredOption('--listen <host:port>', 'where the signer listens, and is asked', place)
    .requiredOption('--out <folder>', 'folder of the signer')
    .addHelpText(
      'after',
      '\nThe key moves, with its password if that is in a file; commands and the gateway ask the signer from then on, by the same\n' +
        'name. It signs payments of its account, and nothing else.\n' +
        '\nExample:\n  $ trellis signer init-payments alice --limit EUR:100.00:2500.00 --payee bob \\\n' +
        '      --listen 127.0.0.1:26910 --out alice-signer\n',
    )
    .action(init);
}

async function init(name: string, options: InitOptions, command: Command): Promise<void> {
  const session = await connect(command);
  const { globals } = session;
  const { home, genesis, provider, json } = globals;
  const { account, away, scheme, publicKey } = await findKey(home, name);
  if (away !== null) throw new UsageError('key_away', `the key "${name}" is with a signer already`);
  const trusted = await readTrustedGenesis(globals);
  if (trusted === null)
    throw new UsageError(
      'no_genesis',
      `name the genesis with --genesis: there is none at ${genesis}`,
    );
  const folder = resolve(options.out);
  await expectNoFile(folder);
  const limits = { account, ...(await limitsOf(session, options)) };
  const paths = keyPaths(home, name);
  // Of an attempt that was interrupted before the key moved.
  await rm(paths.away, { recursive: true, force: true });
  const { initPaymentSigner } = await import('@trellis/node');
  await initPaymentSigner(
    {
      ...{ folder, genesis, limits, payerFolder: paths.away, keyFile: paths.key },
      passwordFile: (await isThere(paths.password)) ? paths.password : null,
      listen: options.listen,
    },
    createProvider(provider),
    (own) =>
      writeAwayKey(paths.away, {
        ...{ scheme, publicKey, chainId: trusted.chainId, at: options.listen, signer: own },
      }),
  );
  const listen = `${options.listen.host}:${options.listen.port}`;
  if (json) return printJson({ folder, listen, account: formatAddress(account) });
  printFields([
    ['signer', folder],
    ['listens on', listen],
    ['pays for', formatAddress(account)],
  ]);
  print(`Start it with "trellis signer run-payments ${options.out}/config.json".`);
}

/** In smallest units, by the decimals of each asset, which are proven. */
async function limitsOf(session: Session, { limit: given, payee }: InitOptions) {
  const assets = await Promise.all(
    given.map(async ({ asset, perPayment, perDay }) => ({
      asset,
      perPayment: (await fetchAmount(session, perPayment, asset)).amount,
      perDay: (await fetchAmount(session, perDay, asset)).amount,
    })),
  );
  const payees =
    payee === undefined
      ? null
      : await Promise.all(payee.map((text) => resolveAccount(session.names, text)));
  return { assets, payees };
}

export function addRunPayments(signer: Command): void {
  addPasswordOptions(
    signer
      .command('run-payments')
      .argument('<config>', 'path of the configuration of the signer')
      .description(
        'Run a signer of payments in the foreground; it logs JSON lines to standard output',
      ),
  )
    .addHelpText(
      'after',
      '\nIt is asked for its password if that is in no file. SIGINT and SIGTERM stop it.\n' +
        '\nExample:\n  $ trellis signer run-payments alice-signer/config.json\n',
    )
    .action(async (config: string, options: PasswordOptions) => {
      await access(config).catch((error: unknown) => {
        throw new UsageError('file_unreadable', `${config} can’t be read: ${whyUnusable(error)}`);
      });
      const path = resolve(config);
      const { runPaymentSignerProcess } = await import('@trellis/node');
      await runPaymentSignerProcess(path, () =>
        existingPassword(basename(dirname(path)), options, ''),
      );
    });
}

/** Throws commander's own error, which names the option. */
function limit(value: string): Limit {
  const [asset = '', perPayment, perDay, ...more] = value.split(':');
  if (isAssetCode(asset) && perPayment !== undefined && perDay !== undefined && more.length === 0) {
    return { asset, perPayment, perDay };
  }
  throw new InvalidArgumentError(
    'expected an asset, the most in one payment and the most in a day, such as EUR:100.00:2500.00',
  );
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
