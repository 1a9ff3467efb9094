/** Where passwords come from: a terminal, a file or a file descriptor; never an argument or a variable. */
import { closeSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from './command-error.ts';

export interface PasswordOptions {
  readonly passwordFile?: string;
  readonly passwordFd?: number;
}

/** Adds the options to a command that opens a key. */
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

/** The password from a file or descriptor, if one was named. The last line break doesn't count. */
async function givenPassword(options: PasswordOptions): Promise<string | undefined> {
  const { passwordFile, passwordFd } = options;
  if (passwordFile !== undefined && passwordFd !== undefined) {
    throw new UsageError('two_passwords', 'give --password-file or --password-fd, not both');
  }
  if (passwordFile !== undefined) {
    const text = await readFile(passwordFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(
        'password_unreadable',
        `the password file ${passwordFile} can't be read (${error.code})`,
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
      `file descriptor ${passwordFd} can't be read (${(error as NodeJS.ErrnoException).code})`,
    );
  }
}

/** The password of an existing key; `besideKey` is the file that testnet keys keep theirs in. */
export async function existingPassword(
  name: string,
  options: PasswordOptions,
  besideKey: string,
): Promise<string> {
  const given =
    (await givenPassword(options)) ?? (await readFile(besideKey, 'utf8').catch(() => null));
  if (given !== null) return withoutLineBreak(given);
  return askHidden(`Password of ${name}: `);
}

/** A password for a new key, asked for twice on a terminal. Throws `UsageError` if it is empty. */
export async function newPassword(name: string, options: PasswordOptions): Promise<string> {
  const given = await givenPassword(options);
  const password = given ?? (await askHidden(`New password of ${name}: `));
  if (password.length === 0) {
    throw new UsageError('empty_password', 'an empty password protects nothing; choose another');
  }
  if (given === undefined && (await askHidden('The same again: ')) !== password) {
    throw new UsageError(
      'passwords_differ',
      'the two passwords are not the same; nothing was made',
    );
  }
  return password;
}

/** Asks on the terminal without showing what is typed. */
async function askHidden(question: string): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new UsageError(
      'no_password',
      'there is no terminal to ask for a password; give --password-file or --password-fd',
    );
  }
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  process.stderr.write(question);
  try {
    return await lines.question('');
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}

function withoutLineBreak(text: string): string {
  return text.replace(/\r?\n$/, '');
}
