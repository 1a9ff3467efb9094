/** The link that a client leads an owner to, or the name of the request in it. */
import { requestNameIn } from '@trellis/protocol/http-api';
import { UsageError } from './command-error.ts';
import type { Globals } from './globals.ts';

/**
 * The name of the request. Throws `UsageError` for a link to another node than the user's: who is asked is for the user to
 * choose, not for the link.
 */
export function readConsentLink({ node }: Pick<Globals, 'node'>, text: string): string {
  const name = requestNameIn(text);
  if (name === undefined) {
    throw new UsageError('bad_request_link', `${text.slice(0, 200)} is no request for a consent`);
  }
  if (
    URL.canParse(text) &&
    /^https?:/.test(text) &&
    new URL(text).origin !== new URL(node).origin
  ) {
    throw new UsageError(
      'other_server',
      `the link is to ${new URL(text).origin}, and the node is ${new URL(node).origin}: name the one you trust with --node`,
    );
  }
  return name;
}
