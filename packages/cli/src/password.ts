/** Where passwords come from: a terminal, a file or a file descriptor; never an argument or a variable. */

import { closeSync, readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { isPrivate } from '@trellis/crypto/files';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { UsageError, whyUnusable } from './command-error.ts';
import { readFileOrPipe } from './given-file.ts';
import { askHidden } from './hidden-prompt.ts';

export interface PasswordOptions {
  readonly passwordFile?: string;
  readonly passwordFd?: number;
}

/** What the help of a command that opens a key says of passwords. */
export const passwordHelp =
  '\nThe password of a key is asked for on the terminal, unless one of the options above says where\n' +
  'it is. Keys that a testnet makes have theirs in a file beside them, <home>/keys/<name>.password.\n';

/** Adds the options to a command that makes or opens a key. */
export function addPasswordOptions(command: Command): Command {
  return command
    .option('--password-file <file>', 'read the password of the key from this file')
    .addOption(
      new Option('--password-fd <number>', 'read it from this file descriptor').argParser(
        (value) => {
          if (!/^[0-9]{1,4}$/.test(value)) throw new InvalidArgumentError('expected a number.');
          return Number(value);
        },
      ),
    );
}

/** The password of an existing key; `besideKey` is the file that testnet keys keep theirs in. */
export async function existingPassword(
  name: string,
  options: PasswordOptions,
  besideKey: string,
): Promise<string> {
  const given = (await givenPassword(options)) ?? (await passwordBeside(besideKey));
  return given ?? (await askHidden(`Password of ${name}: `));
}

/** Fewer characters than this are soon guessed, whatever the key file costs to try. */
export const passwordCharactersMin = 8;

export interface NewPasswordOptions extends PasswordOptions {
  readonly weakPasswordOk?: boolean;
  /** How else to give it, if the command has options of its own for that. */
  readonly instead?: string;
}

/** Adds the options to a command that takes a new password. */
export function addNewPasswordOptions(command: Command): Command {
  return addPasswordOptions(command).addOption(weakPasswordOption());
}

export const weakPasswordOption = (): Option =>
  new Option(
    '--weak-password-ok',
    `take a password of less than ${passwordCharactersMin} characters from a file`,
  );

/**
 * A new password, asked for twice on a terminal, in the one form that counts (NFC). Throws `UsageError` if it is too
 * short: one of a file may be, if the user says so.
 */
export async function newPassword(what: string, options: NewPasswordOptions): Promise<string> {
  const given = await givenPassword(options);
  const instead = options.instead ?? '--password-file or --password-fd';
  const password = normal(given ?? (await askHidden(`New password of ${what}: `, instead)));
  expectStrong(password, given !== undefined && options.weakPasswordOk === true);
  if (given === undefined && normal(await askHidden('Repeat password: ')) !== password) {
    throw new UsageError(
      'passwords_differ',
      'the two passwords are not the same; nothing was made',
    );
  }
  return password;
}

const normal = (password: string): string => password.toWellFormed().normalize('NFC');

function expectStrong(password: string, isWeakOk: boolean): void {
  const characters = [...password].length;
  if (characters === 0) {
    throw new UsageError('empty_password', 'an empty password protects nothing; choose another');
  }
  if (characters >= passwordCharactersMin || isWeakOk) return;
  throw new UsageError(
    'weak_password',
    `a password of ${characters} characters is soon guessed: take at least ${passwordCharactersMin}; for a key that protects nothing, one in a file with --weak-password-ok may be shorter`,
  );
}

/** The password of an encrypted PEM, from a file or the terminal. */
export async function pemPassword(pem: string, file: string | undefined): Promise<string> {
  const given = await givenPassword(file === undefined ? {} : { passwordFile: file });
  return given ?? (await askHidden(`Password of ${pem}: `, '--pem-password-file'));
}

/** The password from a file or descriptor, if one was named. The last line break doesn't count. */
async function givenPassword(options: PasswordOptions): Promise<string | undefined> {
  const { passwordFile, passwordFd } = options;
  if (passwordFile !== undefined && passwordFd !== undefined) {
    throw new UsageError('two_passwords', 'give --password-file or --password-fd, not both');
  }
  if (passwordFile !== undefined) {
    const text = await readFileOrPipe(passwordFile).catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(
        'password_unreadable',
        `the password file ${passwordFile} can’t be read: ${whyUnusable(error)}`,
      );
    });
    return withoutLineBreak(text);
  }
  if (passwordFd === undefined) return undefined;
  try {
    const text = readFileSync(passwordFd, 'utf8');
    if (passwordFd > 2) closeSync(passwordFd);
    return withoutLineBreak(text);
  } catch (error) {
    throw new UsageError(
      'password_unreadable',
      `the file descriptor ${passwordFd} can’t be read: ${whyUnusable(error)}`,
    );
  }
}

/** The password file of a testnet key, which others than its owner must not read. */
async function passwordBeside(path: string): Promise<string | undefined> {
  try {
    if (!isPrivate(await stat(path))) {
      throw new UsageError(
        'unsafe_password_file',
        `others than its owner may read ${path}; run: chmod 600 ${path}`,
      );
    }
    return withoutLineBreak(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new UsageError(
      'password_unreadable',
      `the password file ${path} can’t be read: ${whyUnusable(error)}`,
    );
  }
}

function withoutLineBreak(text: string): string {
  return text.replace(/\r?\n$/, '');
}
