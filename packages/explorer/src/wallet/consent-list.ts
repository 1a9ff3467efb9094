/** The consents of an account as the node reports them, with their mandates as the chain proves them. */
import { getConsents, getMandate } from '@trellis/client';
import type { Address } from '@trellis/crypto';
import type { ConsentView } from '@trellis/protocol/http-api';
import { shortHash } from '../page/format.ts';
import type { MandateReading } from '../page/read-mandates.ts';
import { readProven } from '../page/read-proven.ts';
import type { Session } from '../page/session.ts';

export interface OwnConsent {
  readonly view: ConsentView;
  /** Those of a consent that was revoked may be on the chain still; none where their time is over. */
  readonly mandates: readonly MandateReading[];
}

/** The newest first. Throws `ApiProblem` and `Unreachable`. */
export async function readConsents(
  session: Session,
  account: Address,
): Promise<readonly OwnConsent[]> {
  const { consents } = await getConsents(session.server, account);
  return Promise.all(
    consents.map(async (view) => ({
      view,
      mandates: view.details.some(({ until }) => until > Date.now())
        ? await Promise.all(view.mandates.map((id) => readMandate(session, id)))
        : [],
    })),
  );
}

async function readMandate(
  session: Session,
  id: ConsentView['mandates'][number],
): Promise<MandateReading> {
  const what = `the mandate ${shortHash(id)}`;
  return { id, ...(await readProven(session, what, (light) => getMandate(light, id))) };
}

/** Whether it lets nothing be done any more, as the chain proves: all of it was paid, or its mandates were revoked. */
export function leftOf({ view, mandates }: OwnConsent): 'something' | 'used up' | 'no mandate' {
  const isToSee = view.details.some(({ type }) => type === 'account_information');
  if (isToSee || mandates.length === 0) return 'something';
  const values = mandates.map(({ proven }) => proven?.value);
  if (values.every((one) => one === null)) return 'no mandate';
  return values.every((one) => one === null || (one && one.payments >= one.paymentsMax))
    ? 'used up'
    : 'something';
}
