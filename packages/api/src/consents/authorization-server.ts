/** What the authorization server of a node works with: its clients, what they asked for, what owners gave. */
import { createKeyProofs, type KeyProofs } from '../credentials/key-proofs.ts';
import { createPasskeyCounters, type PasskeyCounters } from '../credentials/passkey-counters.ts';
import { createSeenOnce, type SeenOnce } from '../credentials/seen-once.ts';
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
  /** Remembers what counts once and is synced before it does. */
  readonly once: SeenOnce;
  readonly passkeyCounters: PasskeyCounters;
  close(): void;
}

/** Opens that of a node's access folder. */
export async function openAuthorizationServer(
  folder: string,
  issuer: string,
  now: () => number,
): Promise<AuthorizationServer> {
  const file = await openConsentFile(folder);
  // Of every call with a proof; what a loss of power could forget is older than the machine takes to start.
  const seen = createSeenOnce(file.unsynced, now);
  const clients = consentClients(file, now);
  const requests = consentRequests(file, now);
  return {
    issuer,
    proofs: createKeyProofs(issuer, now, seen),
    once: createSeenOnce(file.database, now),
    passkeyCounters: createPasskeyCounters(file.database),
    clients,
    requests,
    assertions: createClientAssertions(issuer, clients.get, now, seen),
    consents: givenConsents(file, requests, now),
    close: file.close,
  };
}
