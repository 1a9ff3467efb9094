/** Whose certificates are believed when a node is reached over https. */
import { readFileSync } from 'node:fs';
import { UsageError, whyUnusable } from './command-error.ts';
import type { Globals } from './globals.ts';

/** Trusts the authority that the user named, or that of the testnet, besides the usual ones. Throws `UsageError`. */
export async function trustAuthority({ caFile }: Pick<Globals, 'caFile'>): Promise<void> {
  if (caFile === undefined) return;
  let pem: string;
  try {
    pem = readFileSync(caFile, 'utf8');
  } catch (error) {
    throw new UsageError(
      'ca_unreadable',
      `the authority ${caFile} can’t be read: ${whyUnusable(error)}`,
    );
  }
  try {
    await trustCertificate(pem);
  } catch (error) {
    throw new UsageError('ca_invalid', `${caFile} has no certificate in PEM`, { cause: error });
  }
}

/** Trusts one or several authorities besides those trusted so far. Throws for what is no certificate in PEM. */
export async function trustCertificate(pem: string): Promise<void> {
  const { getCACertificates, setDefaultCACertificates } = await import('node:tls');
  setDefaultCACertificates([...getCACertificates('default'), pem]);
}
