/** Whose certificates are believed when a node is reached over https. */
import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { UsageError, whyUnreadable } from './command-error.ts';
import type { Globals } from './globals.ts';

/** Trusts the authority that the user named, or that of the testnet, besides the usual ones. Throws `UsageError`. */
export function trustAuthority({ caFile }: Pick<Globals, 'caFile'>): void {
  if (caFile === undefined) return;
  let pem: string;
  try {
    pem = readFileSync(caFile, 'utf8');
  } catch (error) {
    throw new UsageError(
      'ca_unreadable',
      `the authority ${caFile} can’t be read: ${whyUnreadable(error)}`,
    );
  }
  try {
    trustCertificate(pem);
  } catch (error) {
    throw new UsageError('ca_invalid', `${caFile} has no certificate in PEM`, { cause: error });
  }
}

/** Trusts one or several authorities besides those trusted so far. Throws for what is no certificate in PEM. */
export function trustCertificate(pem: string): void {
  setDefaultCACertificates([...getCACertificates('default'), pem]);
}
