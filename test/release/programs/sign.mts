/** Signs and verifies with whatever this Node has, and prints what that was: tests run it where packages are installed. */
import { httpTransport } from '@trellis/client';
import { openAccount } from '@trellis/client/account';
import {
  createProvider,
  decryptKeyFile,
  defaultProviderName,
  encryptKeyFile,
  generateSeed,
  keyAddress,
} from '@trellis/crypto';
import { createVerifier } from '@trellis/ml-dsa';
import { isAssetCode } from '@trellis/protocol';
import { endpoints } from '@trellis/protocol/http-api';

const scheme = 'ml-dsa-65';
const provider = createProvider(defaultProviderName);
const seed = generateSeed(scheme);
const key = provider.openKey(scheme, seed);
const message = new TextEncoder().encode('what is signed');
const claim = {
  scheme,
  purpose: 'tx',
  publicKey: key.publicKey,
  message,
  signature: await key.sign('tx', message),
} as const;
const file = await encryptKeyFile({ scheme, seed, password: 'a password' });
const opened = await decryptKeyFile(file, 'a password');
console.log(
  JSON.stringify({
    provider: provider.name,
    valid: await provider.verify(claim),
    validElsewhere: await createProvider('portable').verify(claim),
    forged: await provider.verify({ ...claim, message: message.subarray(1) }),
    address: keyAddress(scheme, key.publicKey).length,
    keyFile: opened.seed.join() === seed.join(),
    asset: isAssetCode('EUR'),
    path: endpoints.getStatus.path,
    url: httpTransport({ url: 'http://127.0.0.1:26700/' }).url,
    loaded: [typeof openAccount, typeof createVerifier],
  }),
);
