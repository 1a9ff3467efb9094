/** `trellis consent revoke`: signs that a consent is over, and ends it once enough keys have signed. */
import { getAccount, revokeConsent, signerOf, signRevocation } from '@trellis/client';
import { type Address, isHash } from '@trellis/crypto';
import { decodeJsonText, problemText } from '@trellis/protocol';
import {
  type ConsentRevocation,
  type ConsentView,
  consentViewCodec,
  revocationMessage,
  type SignedRevocation,
  signedRevocationCodec,
} from '@trellis/protocol/http-api';
import type { Command } from 'commander';
import { resolveSigner, type Signer, type SignerOptions, signerOption } from '../account-names.ts';
import { plainAnswerJson } from '../answer-json.ts';
import { UsageError } from '../command-error.ts';
import { consentFields, findConsent } from '../consent-text.ts';
import { readGivenFile, writeNewFile } from '../given-file.ts';
import { openKey } from '../key-store.ts';
import { print, printFields, printJson } from '../output.ts';
import { addPasswordOptions, type PasswordOptions, passwordHelp } from '../password.ts';
import { connect, type Session } from '../session.ts';

interface RevokeOptions extends PasswordOptions, SignerOptions {
  readonly out?: string;
  readonly with?: string;
}

/** Adds `consent revoke`. */
export function addConsentRevoke(consent: Command): void {
  addPasswordOptions(
    consent
      .command('revoke <account> <consent>')
      .description(
        'End a consent and its tokens at once; its mandates end by "trellis mandate revoke"',
      )
      .addOption(signerOption())
      .option('--with <file>', 'add the signature to those in this file (accounts of several keys)')
      .option('--out <file>', 'write it for the next to sign, instead of ending the consent'),
  )
    .addHelpText(
      'after',
      `${passwordHelp}\nExamples:\n  $ trellis consent revoke alice 5b2c…\n` +
        '  $ trellis consent revoke trellis1… 5b2c… --key ann --out end.json\n' +
        '  $ trellis consent revoke trellis1… 5b2c… --key ben --with end.json\n',
    )
    .action(async (text: string, id: string, options: RevokeOptions, command: Command) => {
      const session = await connect(command);
      const { globals, transport } = session;
      const signer = await resolveSigner(session.names, text, options);
      const found = await findConsent(session, signer.account, id);
      const begun = await begin(session, found, signer.account, options.with);
      const signed = await addSignature(session, begun, { signer, options });
      if (options.out !== undefined) {
        const content = JSON.stringify(signedRevocationCodec.toJson(signed), null, 2);
        await writeNewFile(options.out, `${content}\n`);
        const file = { file: options.out, consent: found.id };
        return globals.json ? printJson(file) : printFields(Object.entries(file));
      }
      const { consent: ended } = await revokeConsent(transport, signed);
      if (globals.json) return printJson(plainAnswerJson(consentViewCodec, ended));
      printFields(await consentFields(session, ended));
      if (ended.mandates.length > 0)
        print('Its mandates are on the chain until they are revoked there.');
    });
}

/** The revocation with the signatures that it has so far. Throws `UsageError`. */
async function begin(
  session: Session,
  { id }: ConsentView,
  account: Address,
  file: string | undefined,
): Promise<SignedRevocation> {
  if (!isHash(id)) throw new UsageError('unknown_consent', 'the node names no consent');
  const { chainId } = (await session.light()).trusted();
  const issuer = new URL(session.globals.node).origin;
  const revocation = { chainId, issuer, account, consent: id };
  if (file === undefined) return { revocation, witnesses: [] };
  const decoded = decodeJsonText(signedRevocationCodec, await readGivenFile(file));
  if (!decoded.ok) {
    throw new UsageError(
      'malformed',
      `${file} is no end of a consent: ${problemText(decoded.problem)}`,
    );
  }
  // What the others signed has to be what is asked for here.
  if (!isSame(decoded.value.revocation, revocation)) {
    throw new UsageError('other_consent', `${file} ends another consent, or one of another server`);
  }
  return decoded.value;
}

function isSame(one: ConsentRevocation, other: ConsentRevocation): boolean {
  return Buffer.from(revocationMessage(one)).equals(revocationMessage(other));
}

async function addSignature(
  session: Session,
  { revocation, witnesses }: SignedRevocation,
  { signer, options }: { readonly signer: Signer; readonly options: PasswordOptions },
): Promise<SignedRevocation> {
  const key = await openKey(session.globals, signer.keyName, options);
  const proven = await getAccount(await session.light(), signer.account);
  const added = await signRevocation(revocation, signerOf(proven, key));
  const others = witnesses.filter(({ keyIndex }) => keyIndex !== added.keyIndex);
  return { revocation, witnesses: [...others, added] };
}
