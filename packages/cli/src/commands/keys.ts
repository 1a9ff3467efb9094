import {
  exportPrivatePem,
  exportPublicPem,
  formatAddress,
  generateSeed,
  importPrivatePem,
  schemeNames,
  schemes,
  toBase64,
} from '@trellis/crypto';
import {
  changePassword,
  deleteKey,
  expectFreeName,
  findKey,
  type KeySecret,
  keepKeyFile,
  keyPaths,
  listKeys,
  type NamedKey,
  renameKey,
  saveKey,
} from '@trellis/keystore';
import { type Command, Option } from 'commander';
import { alignRows } from '../align-rows.ts';
import { askLine } from '../ask-line.ts';
import { UsageError } from '../command-error.ts';
import { expectNoFile, readGivenFile, writeNewFile } from '../given-file.ts';
import { type Globals, readGlobals } from '../globals.ts';
import { newPhrase, type PhraseOptions, phraseSecret, showPhrase } from '../key-phrase.ts';
import { openSeed } from '../key-store.ts';
import { bad, formatBytes, print, printFields, printJson, printOwnText } from '../output.ts';
import {
  addNewPasswordOptions,
  addPasswordOptions,
  type NewPasswordOptions,
  newPassword,
  type PasswordOptions,
  passwordCharactersMin,
  passwordHelp,
  pemPassword,
  weakPasswordOption,
} from '../password.ts';
import { policyKeyText } from '../policy-text.ts';
import { wholeNumber } from '../whole-number.ts';

/** Gives `keys` its subcommands. */
export function defineKeysCommand(keys: Command): void {
  keys.addHelpText(
    'after',
    '\nA key is a file <home>/keys/<name>.json, encrypted with its password (argon2id,\n' +
      'XChaCha20-Poly1305). A lost password can’t be recovered.\n',
  );
  addNew(keys);
  addList(keys);
  addShow(keys);
  addRename(keys);
  addDelete(keys);
  addChangePassword(keys);
  addImport(keys);
  addExport(keys);
}

function addNew(keys: Command): void {
  addNewPasswordOptions(
    keys
      .command('new <name>')
      .description('Make a key and keep it encrypted')
      .addOption(schemeOption())
      .option(
        '--phrase',
        'make it from 24 words (BIP-39), which are shown once to be written down',
      ),
  )
    .addHelpText(
      'after',
      '\nThe password is asked for twice on the terminal, or read from a file or descriptor. It has at least\n' +
        `${passwordCharactersMin} characters, and is the same however a keyboard composes them (NFC).\n` +
        '\nExamples:\n  $ trellis keys new alice\n' +
        '  $ trellis keys new bob --scheme ed25519+ml-dsa-65 --password-file bob.password\n' +
        '  $ trellis keys new carol --password-fd 3 3< carol.password\n  $ trellis keys new dave --phrase\n',
    )
    .action(async (name: string, options: NewOptions, command: Command) => {
      const { home, json } = readGlobals(command);
      const { scheme } = options;
      await expectFreeName(home, name);
      const password = await newPassword(name, options);
      const { seed, phrase } =
        options.phrase === true ? await newPhrase(scheme) : { seed: generateSeed(scheme) };
      const key = await saveKey(home, name, { scheme, seed }, password);
      seed.fill(0);
      if (json) return printJson({ ...keyJson(home, key), ...(phrase && { phrase }) });
      print(`Made the key "${name}".`);
      showKey(home, key);
      if (phrase === undefined) print(backupHint(name));
      else showPhrase(phrase, scheme, name);
    });
}

const schemeOption = (): Option =>
  new Option('--scheme <name>', 'signature scheme').choices(schemeNames).default('ml-dsa-65');

/** Whoever loses file or password has lost the key. */
const backupHint = (name: string): string =>
  `Keep a copy of it elsewhere: the file, or "trellis keys export ${name} --private FILE". Nothing else brings it back.`;

interface NewOptions extends NewPasswordOptions {
  readonly scheme: NamedKey['scheme'];
  readonly phrase?: boolean;
}

function keyJson(home: string, { name, scheme, account, address, publicKey }: NamedKey): object {
  return {
    name,
    scheme,
    account: formatAddress(account),
    key: policyKeyText({ scheme, address }),
    publicKey: toBase64(publicKey),
    postQuantum: schemes[scheme].postQuantum,
    file: keyPaths(home, name).key,
  };
}

function showKey(home: string, { name, scheme, account, address, publicKey }: NamedKey): void {
  const { signatureBytes, postQuantum } = schemes[scheme];
  printFields([
    ['name', name],
    ['account', formatAddress(account)],
    ['for policies', policyKeyText({ scheme, address })],
    ['scheme', `${scheme}${postQuantum ? '' : ' (not post-quantum)'}`],
    [
      'sizes',
      `public key ${formatBytes(publicKey.length)}, signature ${formatBytes(signatureBytes)}`,
    ],
    ['file', keyPaths(home, name).key],
  ]);
}

function addList(keys: Command): void {
  keys
    .command('list')
    .description('List the keys of this home')
    .addHelpText('after', '\nExamples:\n  $ trellis keys list\n  $ trellis keys list --json\n')
    .action(async (_options: object, command: Command) => {
      const { home, json } = readGlobals(command);
      const { keys: all, broken } = await listKeys(home);
      if (json) return printJson({ keys: all.map((key) => keyJson(home, key)), broken });
      if (all.length + broken.length === 0) {
        return print('There are no keys; make one with "trellis keys new".');
      }
      const rows = all.map(({ name, scheme, account }) => [name, scheme, formatAddress(account)]);
      if (rows.length > 0) print(...alignRows([['name', 'scheme', 'account'], ...rows]));
      for (const { name, problem } of broken) print(`${name}: ${bad(problem)}`);
    });
}

function addShow(keys: Command): void {
  keys
    .command('show <name>')
    .description('Show what a key file says without its password')
    .addHelpText('after', '\nExamples:\n  $ trellis keys show alice\n')
    .action(async (name: string, _options: object, command: Command) => {
      const { home, json } = readGlobals(command);
      const key = await findKey(home, name);
      if (json) return printJson(keyJson(home, key));
      showKey(home, key);
    });
}

function addRename(keys: Command): void {
  keys
    .command('rename <name> <new-name>')
    .description('Give a key another name; the account and the password stay')
    .addHelpText('after', '\nExamples:\n  $ trellis keys rename alice alice-2026\n')
    .action(async (name: string, newName: string, _options: object, command: Command) => {
      const { home, json } = readGlobals(command);
      await expectFreeName(home, newName);
      const key = await renameKey(home, name, newName);
      if (json) return printJson(keyJson(home, key));
      print(`The key "${name}" is named "${newName}" now.`);
      showKey(home, key);
    });
}

function addDelete(keys: Command): void {
  keys
    .command('delete <name>')
    .description('Delete a key: asks first, as only a copy can bring it back')
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExamples:\n  $ trellis keys delete old\n')
    .action(async (name: string, { yes }: { yes?: boolean }, command: Command) => {
      const { home, json } = readGlobals(command);
      const { account } = await findKey(home, name);
      const question = `Without a copy, what only this key signs for is lost: ${formatAddress(account)}.\nType "${name}" to delete it: `;
      if (yes !== true && (await askLine(question, '--yes')) !== name) {
        throw new UsageError('not_confirmed', `the name was not repeated; "${name}" is kept`);
      }
      const key = await deleteKey(home, name);
      if (json) return printJson({ deleted: key.name, account: formatAddress(key.account) });
      print(`Deleted the key "${name}" of ${formatAddress(key.account)}.`);
    });
}

interface ChangeOptions extends NewPasswordOptions {
  readonly newPasswordFile?: string;
}

function addChangePassword(keys: Command): void {
  addNewPasswordOptions(
    keys
      .command('change-password <name>')
      .description('Encrypt a key with another password; copies of the file keep the old one')
      .option('--new-password-file <file>', 'read the new password from this file'),
  )
    .addHelpText(
      'after',
      `${passwordHelp}\nExamples:\n  $ trellis keys change-password alice\n` +
        '  $ trellis keys change-password alice --password-file old --new-password-file new\n',
    )
    .action(async (name: string, options: ChangeOptions, command: Command) => {
      const { home, json } = readGlobals(command);
      const { newPasswordFile, weakPasswordOk = false } = options;
      const secret = await openSeed(home, name, options);
      const given = newPasswordFile === undefined ? {} : { passwordFile: newPasswordFile };
      const instead = '--new-password-file';
      const password = await newPassword(name, { ...given, weakPasswordOk, instead });
      const hadFile = await changePassword(home, name, secret, password);
      secret.seed.fill(0);
      if (json) return printJson(keyJson(home, await findKey(home, name)));
      print(
        `The key "${name}" has another password now.`,
        ...(hadFile
          ? [`The file with its old one, ${keyPaths(home, name).password}, is deleted.`]
          : []),
      );
    });
}

interface ImportOptions extends NewPasswordOptions, PhraseOptions {
  readonly pemPasswordFile?: string;
  readonly phrase?: boolean;
}

function addImport(keys: Command): void {
  addNewPasswordOptions(
    keys
      .command('import <name> [file]')
      .description(
        'Import a private key from PEM (PKCS#8), such as OpenSSL 3.5 writes, from a key file, or from a phrase',
      )
      .option('--pem-password-file <file>', 'read the password of an encrypted PEM from this file')
      .option('--phrase', 'from the words of a phrase (BIP-39), asked for or piped in')
      .addOption(schemeOption())
      .addOption(
        new Option('--index <number>', 'which key of the phrase; 0 is the first').argParser(
          wholeNumber(0, 2 ** 31 - 1),
        ),
      )
      .option('--account <address>', 'keep the key of a phrase only if it is of this account')
      .option('--yes', 'keep it without asking whether the account is the expected one'),
  )
    .addHelpText(
      'after',
      '\nThe password is the new one that the key gets here. An encrypted PEM (PBES2 with AES, and PBKDF2 or\n' +
        'scrypt) has another, which is asked for. The PEM must hold the seed. A key file of this program, or\n' +
        'of the wallet for the browser, is kept as it is, with the password that it has.\n' +
        '\nA phrase is never an argument, which other users of the machine could see. Another word, scheme or\n' +
        'index gives another account without an error: so the account is shown first, or compared with --account.\n' +
        '\nExamples:\n  $ openssl genpkey -algorithm ML-DSA-65 -aes256 -out key.pem\n  $ trellis keys import dora key.pem\n' +
        '  $ trellis keys import erin --phrase\n',
    )
    .action(
      async (name: string, file: string | undefined, options: ImportOptions, command: Command) => {
        const globals = readGlobals(command);
        const { home, json } = globals;
        if ((file === undefined) === (options.phrase !== true)) {
          throw new UsageError('no_source', 'give the file of a PEM, or --phrase, and not both');
        }
        await expectFreeName(home, name);
        const text = file === undefined ? '' : await readGivenFile(file);
        if (text.trimStart().startsWith('{')) return importKeyFile(globals, name, text);
        const { secret, left } =
          file === undefined
            ? { secret: await phraseSecret(globals, options), left: '' }
            : await readPem(file, text, options);
        const key = await saveKey(home, name, secret, await newPassword(name, options));
        secret.seed.fill(0);
        if (json) return printJson(keyJson(home, key));
        print(`Imported the key "${name}".${left}`);
        showKey(home, key);
      },
    );
}

/** Keeps a key file as it is: its password stays. */
async function importKeyFile(
  { home, json }: Pick<Globals, 'home' | 'json'>,
  name: string,
  text: string,
): Promise<void> {
  const key = await keepKeyFile(home, name, text);
  if (json) return printJson(keyJson(home, key));
  print(`Imported the key "${name}", with the password that it has.`);
  showKey(home, key);
}

async function readPem(file: string, text: string, { pemPasswordFile }: ImportOptions) {
  // Loaded when it is needed, as it would slow every command down.
  const { importEncryptedPem, isEncryptedPem } = await import('@trellis/crypto/encrypted-pem');
  if (!isEncryptedPem(text)) {
    return { secret: importPrivatePem(text), left: ` ${file} is not encrypted: delete it.` };
  }
  const password = await pemPassword(file, pemPasswordFile);
  return { secret: await importEncryptedPem(text, password), left: '' };
}

function addExport(keys: Command): void {
  addPasswordOptions(
    keys
      .command('export <name>')
      .description('Export the public key as PEM, or the private key to a file')
      .option('--private <file>', 'write the private key, encrypted, to this new file (0600)')
      .option('--pem-password-file <file>', 'read the password of the PEM from this file')
      .option('--unencrypted', 'write the private key as everybody can read it who has the file')
      .addOption(weakPasswordOption()),
  )
    .addHelpText(
      'after',
      `${passwordHelp}The PEM has a password of its own (PBES2: AES-256, 600,000 rounds of PBKDF2-HMAC-SHA-256).\n` +
        '\nExamples:\n  $ trellis keys export alice > alice.pub.pem\n' +
        '  $ trellis keys export alice --private alice.pem\n  $ openssl pkey -in alice.pem -noout -text\n',
    )
    .action(async (name: string, options: ExportOptions, command: Command) => {
      const { home, json } = readGlobals(command);
      if (options.private === undefined) {
        const { scheme, publicKey } = await findKey(home, name);
        const pem = exportPublicPem(scheme, publicKey);
        if (json) return printJson({ name, publicKeyPem: pem });
        return printOwnText(pem.trimEnd());
      }
      const encrypted = options.unencrypted !== true;
      await expectNoFile(options.private);
      const secret = await openSeed(home, name, options);
      const pem = await privatePem(secret, options);
      secret.seed.fill(0);
      await writeNewFile(options.private, pem);
      if (json) return printJson({ name, privateKeyFile: options.private, encrypted });
      const how = encrypted ? 'encrypted with its own password' : 'NOT encrypted';
      print(
        `Wrote the private key of "${name}" to ${options.private}, ${how}, readable by you alone.`,
      );
    });
}

interface ExportOptions extends PasswordOptions {
  readonly private?: string;
  readonly pemPasswordFile?: string;
  readonly unencrypted?: boolean;
  readonly weakPasswordOk?: boolean;
}

async function privatePem(
  { scheme, seed }: KeySecret,
  { pemPasswordFile, unencrypted, weakPasswordOk = false }: ExportOptions,
): Promise<string> {
  if (unencrypted === true) return exportPrivatePem(scheme, seed);
  const given = pemPasswordFile === undefined ? {} : { passwordFile: pemPasswordFile };
  const instead = '--pem-password-file or --unencrypted';
  const password = await newPassword('the PEM', { ...given, weakPasswordOk, instead });
  const { exportEncryptedPem } = await import('@trellis/crypto/encrypted-pem');
  return exportEncryptedPem(scheme, seed, password);
}
