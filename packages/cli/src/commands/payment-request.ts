/** `trellis request` and `trellis pay`: the payee asks in one line of text, and the payer pays just that. */

import {
  formatPaymentRequest,
  getStatus,
  type PaymentRequest,
  parsePaymentRequest,
  pay,
} from '@trellis/client';
import { formatAddress } from '@trellis/crypto';
import { sharedMode } from '@trellis/crypto/files';
import { describeRemittance, noRemittance } from '@trellis/protocol';
import { type Command, InvalidArgumentError } from 'commander';
import { describeAccount, resolveAccount } from '../account-names.ts';
import { assetCode, fetchAmount, showAmount } from '../assets.ts';
import { UsageError } from '../command-error.ts';
import { readGivenFile, writeNewFile } from '../given-file.ts';
import { print, printJson } from '../output.ts';
import { passwordHelp } from '../password.ts';
import {
  addRemittanceOptions,
  type RemittanceOptions,
  readRemittance,
} from '../remittance-options.ts';
import { addSendingOptions, type SendingOptions, sendOperations } from '../send-operations.ts';
import { connect, type Session } from '../session.ts';

interface RequestOptions extends RemittanceOptions {
  readonly expires?: number;
  readonly out?: string;
}

interface PayOptions extends SendingOptions {
  readonly endToEndId?: string;
}

/** Gives the `request` command its arguments, options and action. */
export function defineRequestCommand(request: Command): void {
  addRemittanceOptions(
    request
      .option('--expires <time>', 'until when it is wanted, such as 2026-12-31T12:00Z', readTime)
      .option('--out <file>', 'write it into a new file'),
  )
    .addHelpText(
      'after',
      '\nThe request names the chain, so that nobody can pay it on another. Whoever can change it on its\n' +
        'way can change whom it pays: send it by a way that the payer trusts.\n' +
        '\nExamples:\n  $ trellis request bob 12.50 EUR --invoice 2026-7 --reference 539007547034\n' +
        '  $ trellis request bob 12.50 EUR --expires 2026-12-31T12:00Z --out invoice.txt\n',
    )
    .action(writeRequest);
}

async function writeRequest(
  payee: string,
  amountText: string,
  code: string,
  options: RequestOptions,
  command: Command,
): Promise<void> {
  const session = await connect(command);
  const to = await resolveAccount(session.names, payee);
  const { asset } = await fetchAmount(session, amountText, assetCode(code));
  const request: PaymentRequest = {
    chainId: session.trusted?.chainId ?? (await getStatus(session.transport)).chainId,
    to,
    asset: asset.asset,
    amount: amountText,
    remittance: readRemittance(options) ?? noRemittance,
    expiresAt: options.expires ?? null,
  };
  const line = formatPaymentRequest(request);
  if (options.out !== undefined) await writeNewFile(options.out, `${line}\n`, sharedMode);
  if (session.globals.json) return printJson({ request: line, file: options.out ?? null });
  print(options.out === undefined ? line : `Wrote ${options.out}: ${line}`);
}

/** Gives the `pay` command its arguments, options and action. */
export function definePayCommand(paying: Command): void {
  addSendingOptions(
    paying.option('--end-to-end-id <text>', 'an identifier of yours, if the request has none'),
  )
    .addHelpText(
      'after',
      '\n<request> is the line that "trellis request" wrote, in quotes, or a file with it.\n' +
        passwordHelp +
        '\nExamples:\n  $ trellis pay alice invoice.txt\n' +
        "  $ trellis pay alice 'trellis:pay?chain=…&to=…&amount=12.50&asset=EUR'\n",
    )
    .action(payRequest);
}

async function payRequest(
  payer: string,
  text: string,
  options: PayOptions,
  command: Command,
): Promise<void> {
  const session = await connect(command);
  const { home } = session.globals;
  const request = await readRequest(text);
  await expectPayable(session, request);
  const { to } = request;
  const { amount, asset } = await fetchAmount(session, request.amount, request.asset);
  const remittance = remittanceOf(request, options);
  const words = describeRemittance(remittance);
  const shown = showAmount(amount, asset.decimals, asset.asset);
  const whom = await describeAccount(home, to);
  await sendOperations(session, payer, options, ({ account }) => ({
    operations: [pay({ from: account, to, asset: asset.asset, amount, remittance })],
    headline: `Pay ${shown} to ${whom}${words === '' ? '' : ` for ${words}`}`,
  }));
}

/** That of the request, with the end-to-end id of the payer if it has none. Throws `UsageError`. */
function remittanceOf(request: PaymentRequest, options: PayOptions): PaymentRequest['remittance'] {
  const { endToEndId } = request.remittance;
  if (endToEndId !== null && options.endToEndId !== undefined) {
    throw new UsageError('bad_remittance', 'the request has an end-to-end id already');
  }
  const own = readRemittance({
    ...(options.endToEndId === undefined ? {} : { endToEndId: options.endToEndId }),
  });
  return { ...request.remittance, endToEndId: endToEndId ?? own?.endToEndId ?? null };
}

/** A request as it was given, or from the file of this name. Throws `UsageError` or `BuildError`. */
async function readRequest(text: string): Promise<PaymentRequest> {
  if (text.startsWith('trellis:')) return parsePaymentRequest(text);
  const what = `${text} is no request, as those begin with "trellis:", and as a file it`;
  return parsePaymentRequest(await readGivenFile(text, what));
}

/** Throws `UsageError` for a request of another chain, or one that is not wanted any more. */
async function expectPayable(
  { transport, trusted }: Session,
  { chainId, to, expiresAt }: PaymentRequest,
): Promise<void> {
  const here = trusted?.chainId ?? (await getStatus(transport)).chainId;
  if (chainId !== here) {
    throw new UsageError('other_chain', `the request is for the chain ${chainId}, not for ${here}`);
  }
  if (expiresAt !== null && expiresAt < Date.now()) {
    const when = new Date(expiresAt).toISOString();
    throw new UsageError(
      'request_expired',
      `the request expired at ${when}; ask ${formatAddress(to)} for another`,
    );
  }
}

function readTime(text: string): number {
  const time = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T.*(Z|[+-][0-9:]+)$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (Number.isNaN(time)) {
    throw new InvalidArgumentError('expected a time with its zone, such as 2026-12-31T12:00Z.');
  }
  return time;
}
