/** The clients of a node as its operator sees them, beside the running node or without one. */
import { type ConsentClients, consentClients } from './consent-clients.ts';
import { openConsentFile } from './consent-file.ts';

export interface ConsentRegister extends ConsentClients {
  close(): void;
}

/** Opens that of a node's access folder. */
export async function openConsentRegister(folder: string): Promise<ConsentRegister> {
  const file = await openConsentFile(folder);
  return { ...consentClients(file, Date.now), close: file.close };
}
