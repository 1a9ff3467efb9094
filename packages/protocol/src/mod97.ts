/** ISO/IEC 7064 MOD 97-10: the check digits of creditor references, IBANs and LEIs. */

/** The remainder by 97 of letters and digits, a letter counting as the two digits from 10 (A) to 35 (Z). */
export function mod97(characters: string): number {
  let remainder = 0;
  for (const character of characters) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder;
}
