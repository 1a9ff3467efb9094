/**
 * Accounts of the ledger in messages. An address has 66 characters, and an account's id at most 34: so the id is what
 * the address begins with, or a name, and the account's name, which has up to 70 in all versions, is the address.
 */

/** The proprietary scheme that says so. */
export const ledgerScheme = 'TRELLIS';

const idCharactersMax = 34;

/** How an account of the ledger is written into a message. */
export const ledgerAccount = (address: string, name?: string) => ({
  Id: {
    Othr: {
      Id: (name ?? address).slice(0, idCharactersMax),
      SchmeNm: { Prtry: ledgerScheme },
    },
  },
  Nm: address,
});
