/** What a new password has to be. */

/** As the command line asks. */
const passwordCharactersMin = 12;

/** The password that was typed twice. Throws with what is wrong. */
export function expectNewPassword({
  password = '',
  again = '',
}: Readonly<Record<string, string>>): string {
  if ([...password].length < passwordCharactersMin) {
    throw new Error(`a password has at least ${passwordCharactersMin} characters`);
  }
  if (password !== again) throw new Error('the two passwords are different');
  return password;
}
