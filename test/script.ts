/** How the scripts of `package.json` read their options: explained when asked for, and what isn't known is refused. */
import { Command, InvalidArgumentError } from '@commander-js/extra-typings';

/** A script that is started by `pnpm NAME`; what is wrong with its options ends it with exit code 2. */
export function script(name: string, about: string) {
  return new Command(`pnpm ${name}`)
    .description(about)
    .showHelpAfterError(`\`pnpm ${name} --help\` explains the options.`)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
}

/** Of an option that counts. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (/^[0-9]+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError('Expected a whole number.');
}

/** Of an option that is a list of counts, with commas. */
export function wholeNumbers(text: string): readonly number[] {
  return text.split(',').map(wholeNumber);
}

export function say(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
