/** What the authorization server of a node works with: its clients, what they asked for, what owners gave. */
import type { KeyProofs } from '../credentials/key-proofs.ts';
import { type ClientAssertions, createClientAssertions } from './client-assertion.ts';
import { type ConsentClients, consentClients } from './consent-clients.ts';
import { openConsentFile } from './consent-file.ts';
import { type ConsentRequests, consentRequests } from './consent-requests.ts';
import { type GivenConsents, givenConsents } from './given-consents.ts';

export interface AuthorizationServer {
  /** Its name: where it is reached. */
  readonly issuer: string;
  readonly clients: ConsentClients;
  readonly assertions: ClientAssertions;
  readonly requests: ConsentRequests;
  readonly consents: GivenConsents;
  readonly proofs: KeyProofs;
  close(): void;
}

/** Opens that of a node's access folder. */
export async function openAuthorizationServer(
  folder: string,
  { issuer, proofs }: Pick<AuthorizationServer, 'issuer' | 'proofs'>,
  now: () => number,
): Promise<AuthorizationServer> {
  const file = await openConsentFile(folder);
  const clients = consentClients(file, now);
  const requests = consentRequests(file, now);
  return {
    issuer,
    proofs,
    clients,
    requests,
    assertions: createClientAssertions(issuer, clients.get, now),
    consents: givenConsents(file, requests, now),
    close: file.close,
  };
}
