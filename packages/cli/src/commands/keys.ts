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
  expectFreeName,
  findKey,
  keyPaths,
  listKeys,
  type NamedKey,
  saveKey,
} from '@trellis/keystore';
import { type Command, Option } from 'commander';
import { alignRows } from '../align-rows.ts';
import { readGivenFile, writeNewFile } from '../given-file.ts';
import { readGlobals } from '../globals.ts';
import { openSeed } from '../key-store.ts';
import { bad, formatBytes, print, printFields, printJson, printOwnText } from '../output.ts';
import {
  addPasswordOptions,
  newPassword,
  type PasswordOptions,
  passwordHelp,
} from '../password.ts';
import { policyKeyText } from '../policy-text.ts';

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
  addImport(keys);
  addExport(keys);
}

function addNew(keys: Command): void {
  addPasswordOptions(
    keys
      .command('new <name>')
      .description('Make a key and keep it encrypted')
      .addOption(
        new Option('--scheme <name>', 'signature scheme').choices(schemeNames).default('ml-dsa-65'),
      ),
  )
    .addHelpText(
      'after',
      '\nThe password is asked for twice on the terminal, or read from a file or descriptor.\n' +
        '\nExamples:\n  $ trellis keys new alice\n' +
        '  $ trellis keys new bob --scheme ed25519+ml-dsa-65 --password-file bob.password\n' +
        '  $ trellis keys new carol --password-fd 3 3< carol.password\n',
    )
    .action(async (name: string, options: NewOptions, command: Command) => {
      const { home, json } = readGlobals(command);
      const { scheme } = options;
      await expectFreeName(home, name);
      const password = await newPassword(name, options);
      const seed = generateSeed(scheme);
      const key = await saveKey(home, name, { scheme, seed }, password);
      seed.fill(0);
      if (json) return printJson(keyJson(home, key));
      print(`Made the key "${name}".`);
      showKey(home, key);
    });
}

interface NewOptions extends PasswordOptions {
  readonly scheme: NamedKey['scheme'];
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

function addImport(keys: Command): void {
  addPasswordOptions(
    keys
      .command('import <name> <file>')
      .description('Import a private key from PEM (PKCS#8), such as OpenSSL 3.5 writes'),
  )
    .addHelpText(
      'after',
      '\nThe password is the new one that the key gets here. The PEM must not be encrypted, and must\n' +
        'hold the seed.\n' +
        '\nExamples:\n  $ openssl genpkey -algorithm ML-DSA-65 -out key.pem\n  $ trellis keys import dora key.pem\n',
    )
    .action(async (name: string, file: string, options: PasswordOptions, command: Command) => {
      const { home, json } = readGlobals(command);
      await expectFreeName(home, name);
      const { scheme, seed } = importPrivatePem(await readGivenFile(file));
      const key = await saveKey(home, name, { scheme, seed }, await newPassword(name, options));
      seed.fill(0);
      if (json) return printJson(keyJson(home, key));
      print(`Imported the key "${name}". ${file} is not encrypted: delete it.`);
      showKey(home, key);
    });
}

function addExport(keys: Command): void {
  addPasswordOptions(
    keys
      .command('export <name>')
      .description('Export the public key as PEM, or the private key to a file')
      .option('--private <file>', 'write the private key, NOT encrypted, to this new file (0600)'),
  )
    .addHelpText(
      'after',
      `${passwordHelp}\nExamples:\n  $ trellis keys export alice > alice.pub.pem\n` +
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
      const { scheme, seed } = await openSeed(home, name, options);
      const pem = exportPrivatePem(scheme, seed);
      seed.fill(0);
      await writeNewFile(options.private, pem);
      if (json) return printJson({ name, privateKeyFile: options.private });
      print(`Wrote the private key of "${name}" to ${options.private}, readable by you alone.`);
    });
}

interface ExportOptions extends PasswordOptions {
  readonly private?: string;
}
