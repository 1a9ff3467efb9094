/** `trellis consent grant`: shows what a client asks for, lets it pay on the chain if it asks for that, and signs. */
import {
  consentMandates,
  consentTo,
  getAccount,
  getConsentRequest,
  grantConsent,
  leadsBack,
  signAlone,
  signConsent,
  signerOf,
} from '@trellis/client';
import { createQueue } from '@trellis/client/account';
import { type Address, formatAddress, type Hash, isHash } from '@trellis/crypto';
import { codeText, decodeJsonText, problemText } from '@trellis/protocol';
import {
  type ConsentRequest,
  consentId,
  type SignedConsent,
  signedConsentCodec,
} from '@trellis/protocol/http-api';
import type { Command } from 'commander';
import { resolveSigner, type Signer, type SignerOptions, signerOption } from '../account-names.ts';
import { UsageError } from '../command-error.ts';
import { readConsentLink } from '../consent-link.ts';
import { clientFields, detailFields } from '../consent-text.ts';
import { readGivenFile, writeNewFile } from '../given-file.ts';
import { openKey } from '../key-store.ts';
import { print, printFields, printJson } from '../output.ts';
import { addPasswordOptions, type PasswordOptions, passwordHelp } from '../password.ts';
import { connect, type Session } from '../session.ts';
import { openSubmissions } from '../submission-file.ts';

interface GrantOptions extends PasswordOptions, SignerOptions {
  readonly out?: string;
  readonly with?: string;
  readonly mandateTransaction?: string;
}

/** Records of the transaction that grants the mandates are kept as long as a request could wait. */
const keepMs = 30 * 86_400_000;

/** Adds `consent grant`. */
export function addConsentGrant(consent: Command): void {
  addPasswordOptions(
    consent
      .command('grant <account> <request>')
      .description('Let a client see an account or pay from it, as it asks by its link')
      .addOption(signerOption())
      .option('--with <file>', 'add the signature to those in this file (accounts of several keys)')
      .option('--out <file>', 'write the consent for the next to sign, instead of giving it')
      .option(
        '--mandate-transaction <id>',
        'the transaction that granted the mandates, where several keys had to sign it',
      ),
  )
    .addHelpText(
      'after',
      `${passwordHelp}\nWhat a client may pay is granted on the chain first, once, also when this is run again.\n` +
        '\nExamples:\n  $ trellis consent grant alice "https://node1.example/explorer/consent/…"\n' +
        '  $ trellis consent grant trellis1… "https://…" --key ann --out consent.json\n' +
        '  $ trellis consent grant trellis1… "https://…" --key ben --with consent.json\n',
    )
    .action(async (text: string, link: string, options: GrantOptions, command: Command) => {
      const session = await connect(command);
      const { globals, transport } = session;
      const request = await getConsentRequest(transport, readConsentLink(globals, link));
      const signer = await resolveSigner(session.names, text, options);
      await expectOwnServer(session, request);
      if (!globals.json) await showRequest(session, request, signer.account);
      const begun = await begin(session, request, { signer, options });
      const signed = await addSignature(session, begun, { signer, options });
      if (options.out !== undefined) {
        const content = JSON.stringify(signedConsentCodec.toJson(signed), null, 2);
        await writeNewFile(options.out, `${content}\n`);
        const file = { file: options.out, consent: consentId(signed.consent) };
        return globals.json ? printJson(file) : printFields(Object.entries(file));
      }
      const { consent: id, redirect } = await grantConsent(transport, signed);
      if (!leadsBack(redirect, request)) {
        throw new UsageError(
          'other_server',
          `the server leads to ${redirect}, and not to where the client waits`,
        );
      }
      if (globals.json) return printJson({ consent: id, redirect });
      print('');
      printFields([
        ['consent', id ?? ''],
        ['back to', redirect],
      ]);
    });
}

/** The answer is bound to the chain and the server that the user trusts. Throws `UsageError`. */
async function expectOwnServer(
  session: Session,
  { chainId, issuer }: ConsentRequest,
): Promise<void> {
  const trusted = (await session.light()).trusted();
  if (chainId !== trusted.chainId) {
    throw new UsageError(
      'other_chain',
      `the request is for the chain ${chainId}, not ${trusted.chainId}`,
    );
  }
  const own = new URL(session.globals.node).origin;
  if (issuer !== own) {
    throw new UsageError(
      'other_server',
      `the server calls itself ${issuer}, and was asked as ${own}`,
    );
  }
}

async function showRequest(
  session: Session,
  { client, details, redirectUri }: ConsentRequest,
  account: Address,
): Promise<void> {
  printFields([
    ...(await clientFields(session, client)),
    ['account', formatAddress(account)],
    ...(await detailFields(session, details)),
    ['answer to', new URL(redirectUri).origin],
  ]);
}

interface By {
  readonly signer: Signer;
  readonly options: GrantOptions;
}

/** The consent with the signatures that it has so far. Throws `UsageError`. */
async function begin(
  session: Session,
  request: ConsentRequest,
  { signer, options }: By,
): Promise<SignedConsent> {
  const { account } = signer;
  if (options.with === undefined) {
    const mandates = await mandatesFor(session, request, { signer, options });
    return { consent: consentTo(request, account, mandates), witnesses: [] };
  }
  const decoded = decodeJsonText(signedConsentCodec, await readGivenFile(options.with));
  if (!decoded.ok) {
    throw new UsageError(
      'malformed',
      `${options.with} is no consent: ${problemText(decoded.problem)}`,
    );
  }
  const { consent } = decoded.value;
  // What the others signed has to be what is shown here.
  if (consentId(consent) !== consentId(consentTo(request, account, consent.mandateTransaction))) {
    throw new UsageError('other_consent', `${options.with} is a consent to something else`);
  }
  return decoded.value;
}

async function addSignature(
  session: Session,
  { consent, witnesses }: SignedConsent,
  { signer, options }: By,
): Promise<SignedConsent> {
  const key = await openKey(session.globals, signer.keyName, options);
  const proven = await getAccount(await session.light(), signer.account);
  const added = await signConsent(consent, signerOf(proven, key));
  const others = witnesses.filter(({ keyIndex }) => keyIndex !== added.keyIndex);
  return { consent, witnesses: [...others, added] };
}

/**
 * The transaction that grants what the client may pay; made once for a request, however often this is run. Throws
 * `UsageError`, and what the queue throws.
 */
async function mandatesFor(
  session: Session,
  request: ConsentRequest,
  { signer, options }: By,
): Promise<Hash | null> {
  const operations = consentMandates(request, signer.account);
  if (operations.length === 0) return null;
  if (options.mandateTransaction !== undefined) {
    if (isHash(options.mandateTransaction)) return options.mandateTransaction;
    throw new UsageError('bad_transaction', 'expected the id of a transaction: 64 hex digits');
  }
  const { globals } = session;
  const light = await session.light();
  const key = await openKey(globals, signer.keyName, options);
  const submissions = await openSubmissions(globals.home, keepMs);
  try {
    const queue = createQueue({
      light,
      address: signer.account,
      submissions,
      sign: (transaction, proven) => signAlone(light, key, transaction, proven),
    });
    const plan = { operations, idempotencyKey: `consent-${request.request}` };
    const { submission, final } = await queue.send(plan);
    const { status } = final.receipt;
    if (status !== 'success') {
      throw new UsageError(
        'mandate_not_granted',
        `the chain did not grant it: ${codeText(status)}`,
      );
    }
    return submission.id;
  } finally {
    submissions.close();
  }
}
