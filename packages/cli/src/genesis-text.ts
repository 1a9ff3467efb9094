/** A genesis in words, so that people who sign it know what it says. */
import { formatAddress } from '@trellis/crypto';
import { type JoinRequest, operatorAccount } from '@trellis/node';
import {
  type Genesis,
  genesisHash,
  policyAddress,
  roleMeaning,
  visibleText,
} from '@trellis/protocol';
import { alignRows } from './align-rows.ts';

/** In groups that can be read aloud; four lines. */
function fingerprintLines(hash: string): readonly string[] {
  const groups = hash.match(/.{4}/g) ?? [];
  return [0, 4, 8, 12].map((from) => groups.slice(from, from + 4).join(' '));
}

/** Everything that a genesis says, a fact a line. */
export function genesisLines(
  genesis: Genesis,
  requests: readonly JoinRequest[],
): readonly string[] {
  const total = genesis.validators.reduce((sum, { power }) => sum + power, 0);
  const quorum = Math.floor((2 * total) / 3) + 1;
  const nameOf = namesOf(requests);
  return [
    `Chain ${genesis.chainId}, beginning at ${new Date(Number(genesis.time)).toISOString()}.`,
    '',
    ...nodeRows(genesis, requests),
    '',
    `A block needs validators of a power of ${quorum} of ${total}. ${faultsSentence(genesis)}`,
    `Validators vote with ${genesis.validatorSchemes.join(', ')}; accounts sign with ${genesis.accountSchemes.join(', ')}.`,
    `Keys for the recovery of an account may also be ${genesis.recoverySchemes.join(', ') || 'no other'}; ` +
      `a recovery takes at least ${genesis.limits.recoveryDelay} blocks.`,
    `A block has at most ${genesis.limits.blockTransactionsMax} transactions and ${genesis.limits.blockBytesMax} bytes.`,
    feesSentence(genesis, nameOf),
    ...genesis.assets.map(
      ({ asset, name, decimals, issuer }) =>
        `${asset} (${visibleText(name)}) has ${decimals} decimals and is issued by ${nameOf(issuer)}.`,
    ),
    ...genesis.accounts.flatMap(({ policy, roles, balances }) => {
      const account = policyAddress(policy);
      const own = nameOf(account);
      return [
        ...roles.map((role) => `${own} is ${role}: ${roleMeaning[role]}.`),
        ...balances.map(
          ({ asset, amount }) => `${own} begins with ${amount} smallest units of ${asset}.`,
        ),
        ...(requests.some((one) => operatorAccount(one).address === account)
          ? []
          : [`${own} has an account, and operates no node.`]),
      ];
    }),
    '',
    'Fingerprint, to be compared by telephone:',
    ...fingerprintLines(genesisHash(genesis)).map((line) => `  ${line}`),
  ];
}

type NameOf = (account: Genesis['assets'][number]['issuer']) => string;

function namesOf(requests: readonly JoinRequest[]): NameOf {
  return (account) => {
    const own = requests.filter((one) => operatorAccount(one).address === account);
    const shown = formatAddress(account);
    return own.length === 0
      ? shown
      : `the operator of ${own.map(({ request }) => request.name).join(' and ')} (${shown})`;
  };
}

function nodeRows(genesis: Genesis, requests: readonly JoinRequest[]): readonly string[] {
  const requestOf = (name: string) =>
    requests.find(({ request }) => request.name === name)?.request;
  const row = (name: string, what: string): readonly string[] => {
    const request = requestOf(name);
    const where = request?.addresses.join(', ') || 'nowhere: it connects with others';
    return [name, what, where, request?.contact ?? ''];
  };
  return alignRows([
    ['node', 'votes', 'reached at', 'contact'],
    ...genesis.validators.map(({ name, power }) => row(name, `power ${power}`)),
    ...genesis.observers.map(({ name }) => row(name, 'follows')),
  ]);
}

function faultsSentence({ validators }: Genesis): string {
  const powers = validators.map(({ power }) => power).sort((a, b) => b - a);
  const total = powers.reduce((sum, power) => sum + power, 0);
  let absent = 0;
  let count = 0;
  for (const power of powers) {
    absent += power;
    if (3 * absent >= total) break;
    count += 1;
  }
  if (count === 0)
    return 'One of the validators has a third of the power or more: without it there are no blocks.';
  return `It continues without any ${count} of the ${validators.length} validators.`;
}

function feesSentence({ fees }: Genesis, nameOf: NameOf): string {
  if (fees === null) return 'Transactions are free.';
  const { asset, perTransaction, perByte, perSignature, recipient } = fees;
  const who = recipient === null ? 'the operator of the proposer' : nameOf(recipient);
  return (
    `A transaction pays ${perTransaction} and ${perByte} a byte and ${perSignature} a signature, in smallest units of ` +
    `${asset}, to ${who}.`
  );
}
