/** `trellis crypto`: how much of the chain withstands a quantum computer. */
import { getAssets, getCrypto, getParameters, trustedValidators } from '@trellis/client';
import { schemes } from '@trellis/crypto';
import type { SchemeRule, Validator } from '@trellis/protocol';
import { cryptoResponseCodec } from '@trellis/protocol/http-api';
import type { Command } from 'commander';
import { showAmount } from '../assets.ts';
import { bad, dim, print, printFields, printJson } from '../output.ts';
import { reportedByNode } from '../proof-view.ts';
import { connect } from '../session.ts';

/** Gives `crypto` its subcommands. */
export function defineCryptoCommand(crypto: Command): void {
  crypto
    .command('status', { isDefault: true })
    .description('Show what share of voting power and of balances is post-quantum')
    .addHelpText(
      'after',
      '\nAn account counts as post-quantum when classical keys alone can neither sign for it nor recover it.\n' +
        '"trellis account" shows and proves it of one account, "trellis validators" of each validator.\n' +
        '\nExamples:\n  $ trellis crypto status\n',
    )
    .action(async (_options: object, command: Command) => {
      const session = await connect(command);
      const { globals, transport, trusted } = session;
      const light = await session.light();
      const [answer, { value: parameters }, { assets }] = await Promise.all([
        getCrypto(transport),
        getParameters(light),
        getAssets(transport),
      ]);
      const proven = trusted === null ? null : powerOf(trustedValidators(trusted).validators);
      const powerChecked =
        proven !== null &&
        proven.total === answer.power.total &&
        proven.postQuantum === answer.power.postQuantum;
      if (globals.json) {
        return printJson({ ...cryptoResponseCodec.toJson(answer), powerChecked });
      }
      const { power, accounts } = answer;
      const decimals = new Map(assets.map((asset) => [asset.asset, asset.decimals]));
      printFields([
        ['voting power', share(BigInt(power.postQuantum), BigInt(power.total), String)],
        ['accounts', share(accounts.postQuantum, accounts.total, String)],
        ...answer.assets.map(({ asset, total, postQuantum }) => {
          const shown = (amount: bigint) => showAmount(amount, decimals.get(asset) ?? 0, asset);
          return [asset, share(postQuantum, total, shown)] as const;
        }),
        ['validators may use', ending(parameters.validatorSchemes)],
        ['accounts may use', ending(parameters.accountSchemes)],
        ['as of', `block ${answer.height}`],
      ]);
      if (proven === null) return;
      print(
        powerChecked
          ? dim(
              `The voting power follows from the trusted genesis; the sums are ${reportedByNode}.`,
            )
          : bad('The voting power does NOT follow from the trusted genesis.'),
      );
    });
}

function powerOf(validators: readonly Pick<Validator, 'power' | 'scheme'>[]) {
  const sum = (some: readonly Pick<Validator, 'power'>[]): number =>
    some.reduce((total, { power }) => total + power, 0);
  return {
    total: sum(validators),
    postQuantum: sum(validators.filter(({ scheme }) => schemes[scheme].postQuantum)),
  };
}

/** `75.0 % post-quantum: 3 of 4`, rounded down: 100 % means all of it. */
function share(part: bigint, total: bigint, show: (amount: bigint) => string): string {
  if (total === 0n) return 'none';
  const permille = Number((1000n * part) / total);
  return `${(permille / 10).toFixed(1)} % post-quantum: ${show(part)} of ${show(total)}`;
}

function ending(rules: readonly SchemeRule[]): string {
  return rules
    .map(({ scheme, until }) => (until === null ? scheme : `${scheme} (up to block ${until})`))
    .join(', ');
}
