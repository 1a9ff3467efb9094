/** Where the browser goes with the answer to a client. */
import { leadsBack } from '@trellis/client';
import type { ConsentRequest } from '@trellis/protocol/http-api';
import { t } from './language.ts';

/** The browser goes where the client waits, as it was shown, and nowhere else. Throws. */
export function expectWayBack(
  redirect: string,
  request: Pick<ConsentRequest, 'redirectUri' | 'issuer'>,
): string {
  if (leadsBack(redirect, request)) return redirect;
  throw new Error(t('The server leads elsewhere than to where the client waits: {0}', redirect));
}
