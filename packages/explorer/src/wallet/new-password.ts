/** What a new password has to be. */
import { t } from '../page/language.ts';

/** As the command line asks. */
const passwordCharactersMin = 12;

/** The password that was typed twice. Throws with what is wrong. */
export function expectNewPassword({
  password = '',
  again = '',
}: Readonly<Record<string, string>>): string {
  if ([...password].length < passwordCharactersMin) {
    throw new Error(t('a password has at least {0} characters', passwordCharactersMin));
  }
  if (password !== again) throw new Error(t('the two passwords are different'));
  return password;
}
