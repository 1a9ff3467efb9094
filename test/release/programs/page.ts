/** A page that signs, verifies the signature, and says in its title what came of it. */
import { createClient, httpTransport } from '@trellis/client';
import { createProvider, defaultProviderName, generateSeed } from '@trellis/crypto';

const scheme = 'ml-dsa-65';
const provider = createProvider(defaultProviderName);
const key = provider.openKey(scheme, generateSeed(scheme));
const message = new TextEncoder().encode('what is signed');
const signature = await key.sign('tx', message);
const { publicKey } = key;
const valid = await provider.verify({ scheme, purpose: 'tx', publicKey, message, signature });
const { url } = httpTransport({ url: 'http://127.0.0.1:26700/' });
document.title = `${provider.name} ${valid} ${typeof createClient} ${url}`;
