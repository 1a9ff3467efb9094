/** Having the operators of a testnet vote, with the keys in its home folder. */
import { setTimeout as pause } from 'node:timers/promises';
import {
  getNodes,
  getProposal,
  getProposals,
  getStatus,
  getValidators,
  type HttpTransport,
  type LightClient,
  propose,
  send,
  vote,
} from '@trellis/client';
import type { Address, SignatureProvider, SigningKey } from '@trellis/crypto';
import { listKeys, openTestKey } from '@trellis/keystore';
import { type GovernanceAction, type Operation, toHeight } from '@trellis/protocol';
import { TestnetError } from '../layout.ts';

interface Operator {
  readonly account: Address;
  readonly key: SigningKey;
}

/** How long the proposal would be open; the votes follow at once. */
const openBlocks = 1_000n;

/**
 * Proposes actions and approves them by one operator after another, until they are done. Throws
 * `TestnetError` `vote_failed` when they can't be, or too few of the operators' keys are here.
 */
export async function decide(
  home: string,
  provider: SignatureProvider,
  light: LightClient,
  actions: readonly GovernanceAction[],
): Promise<void> {
  const { transport } = light;
  const operators = await openOperators(home, provider, transport);
  let number: number | undefined;
  for (const { account, key } of operators) {
    const { head } = await getStatus(transport);
    const expiresAt = toHeight(head.height + openBlocks);
    const operation =
      number === undefined
        ? propose({ operator: account, actions, expiresAt })
        : vote({ operator: account, proposal: number, choice: 'approve' });
    await act(light, key, operation);
    if (number === undefined) {
      const { proposals } = await getProposals(transport);
      number = proposals.find(({ proposer }) => proposer === account)?.number;
      if (number === undefined) throw voteFailed('the proposal is not on the chain');
    }
    const { outcome } = (await getProposal(light, number)).value;
    if (outcome.type === 'passed') return;
    if (outcome.type === 'failed') throw voteFailed(`it ended as ${outcome.status}`);
    if (outcome.type === 'rejected') throw voteFailed('it was rejected');
  }
  throw voteFailed(
    `${operators.length} operators, whose keys are in ${home}, have not enough power for a quorum`,
  );
}

/** Sends an operation of the key's own account, and waits until the node that is asked knows its outcome. */
export async function act(
  light: LightClient,
  key: SigningKey,
  operation: Operation,
): Promise<void> {
  const { final } = await send(light, { key, operations: [operation] });
  if (final.receipt.status !== 'success') throw voteFailed(`it ended as ${final.receipt.status}`);
  while ((await getStatus(light.transport)).head.height < final.height) await pause(20);
}

async function openOperators(
  home: string,
  provider: SignatureProvider,
  transport: HttpTransport,
): Promise<readonly Operator[]> {
  const [{ validators }, { nodes }, { keys }] = await Promise.all([
    getValidators(transport),
    getNodes(transport),
    listKeys(home),
  ]);
  const accounts = new Set(
    validators.flatMap(({ name }) => nodes.find((node) => node.name === name)?.operator ?? []),
  );
  const named = keys.filter(({ account }) => accounts.has(account));
  return Promise.all(
    named.map(async ({ account, name }) => ({
      account,
      key: await openTestKey(home, name, provider),
    })),
  );
}

function voteFailed(why: string): TestnetError {
  return new TestnetError('vote_failed', `the operators’ vote did not pass: ${why}`);
}
