/**
 * An authenticator for passkeys in Firefox. WebDriver BiDi has none, and Marionette, the protocol below WebDriver, adds one
 * without a session of its own (Firefox, `remote/doc/marionette/Protocol.md`, `remote/marionette/webauthn.sys.mjs`).
 */
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, vi } from 'vitest';

/** What Firefox is started with for this. It chooses a free port, and writes it into the folder of its profile. */
export const withMarionette = {
  args: ['--marionette'],
  extraPrefsFirefox: {
    'marionette.port': 0,
    'security.webauth.webauthn_enable_softtoken': true,
    'security.webauth.webauthn_enable_usbtoken': false,
  },
};

/** The user of this one agrees at once, and is who they should be. */
const authenticator = {
  protocol: 'ctap2_1',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserConsenting: true,
  isUserVerified: true,
};

/** Gives it to the Firefox that has this profile; the connection ends with that Firefox. */
export async function addAuthenticator(profile: string): Promise<void> {
  const portFile = join(profile, 'MarionetteActivePort');
  const port = await vi.waitFor(
    async () => {
      const written = await readFile(portFile, 'utf8');
      expect(written).toMatch(/^\d+$/);
      return Number(written);
    },
    { timeout: 60_000 },
  );
  const socket = connect(port, '127.0.0.1');
  const messages = messagesOf(socket);
  // The first one says who is there.
  await messages.next();
  const command = JSON.stringify([0, 1, 'WebAuthn:AddVirtualAuthenticator', authenticator]);
  socket.write(`${Buffer.byteLength(command)}:${command}`);
  const { value: reply } = await messages.next();
  expect(reply).toEqual([1, 1, null, { value: expect.any(String) }]);
}

/** Each is the length of its JSON in bytes, a colon, and the JSON. */
async function* messagesOf(socket: Socket): AsyncGenerator<unknown, undefined> {
  let rest = Buffer.alloc(0);
  for await (const chunk of socket) {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const start = rest.indexOf(':') + 1;
      const end = start + Number(rest.subarray(0, Math.max(start - 1, 0)).toString());
      if (start === 0 || rest.length < end) break;
      yield JSON.parse(rest.subarray(start, end).toString());
      rest = rest.subarray(end);
    }
  }
  return undefined;
}
