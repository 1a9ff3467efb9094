/** Takes from the engine what Node 24 does not have, and prints what the functions make of bytes then. */
for (const name of ['toHex', 'toBase64', 'setFromHex', 'setFromBase64']) {
  Reflect.deleteProperty(Uint8Array.prototype, name);
}
for (const name of ['fromHex', 'fromBase64']) Reflect.deleteProperty(Uint8Array, name);

const { textOfBytes } = await import('./text-of-bytes.ts');
process.stdout.write(JSON.stringify(textOfBytes()));
