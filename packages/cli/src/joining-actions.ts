/** What a vote has to say to let in whoever made a join request. */
import { getAccount } from '@trellis/client';
import { createProvider, keyAddress } from '@trellis/crypto';
import type { GovernanceAction } from '@trellis/protocol';
import { UsageError } from './command-error.ts';
import { readGivenFile } from './given-file.ts';
import { policyKeyText } from './policy-text.ts';
import type { Session } from './session.ts';

/** The actions that admit its node and, with a power, let it vote. Throws `UsageError` or `ConfigError`. */
export async function joiningActions(
  session: Session,
  file: string,
  power: number,
): Promise<readonly GovernanceAction[]> {
  // Loads a whole node, which no other proposal needs.
  const { operatorAccount, peerOf, readJoinRequest } = await import('@trellis/node');
  const provider = createProvider(session.globals.provider);
  const joining = await readJoinRequest(await readGivenFile(file), file, provider);
  const { name: node, validator, networkKey, operator: key } = joining.request;
  const { address: operator } = operatorAccount(joining);
  if ((await getAccount(await session.light(), operator)).value === null) {
    const { scheme, publicKey } = key;
    const text = policyKeyText({ scheme, address: keyAddress(scheme, publicKey) });
    throw new UsageError(
      'no_account',
      `the operator of ${node} has no account yet; a registrar creates it: trellis account create <registrar> ${text}`,
    );
  }
  const admit: GovernanceAction = {
    type: 'addNode',
    node,
    peer: peerOf(joining),
    networkKey: keyAddress('ml-dsa-65', networkKey),
    operator,
  };
  if (power === 0) return [admit];
  if (validator === null) {
    throw new UsageError('bad_option', `${node} asks to follow without a vote: leave out --power`);
  }
  return [admit, { type: 'addValidator', node, ...validator, power }];
}
