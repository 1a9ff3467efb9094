/** Checking one answer of the node, and telling the steps of it: header, certificate, signatures, proof. */
import {
  ApiProblem,
  ProofError,
  type ProofErrorCode,
  type TrustedChain,
  trustedValidators,
  verifyFreshness,
} from '@trellis/client';
import type { BlockHeader, CommitCertificate, Height } from '@trellis/protocol';
import { count, percent, shortHash, whole } from './format.ts';
import { t } from './language.ts';
import { verifyHeader } from './light-client.ts';
import type { ProofName } from './proof-source.ts';
import type { Session } from './session.ts';
import { errorSentence } from './words.ts';

type Prover = Pick<Session, 'light' | 'verifier'>;

/** What has to be checked. */
export interface Proof {
  /** What is proven, in a few words: "the balance of 12.50 EUR". */
  readonly what: string;
  readonly header: BlockHeader;
  readonly certificate: CommitCertificate | null;
  /** Whether it tells what is so now, and not what was so in its block: then the block must be the newest. */
  readonly isOfNow?: boolean;
  /** By which the raw proof is found. */
  readonly name?: ProofName;
  /** How it hangs on the header, in a sentence. */
  readonly how: string;
  /** The check down to the certificate. Throws `ProofError`. */
  verify(trusted: TrustedChain): Promise<unknown>;
}

type StepName = 'header' | 'certificate' | 'signatures' | 'proof';

export interface Step {
  readonly name: StepName;
  readonly state: 'ok' | 'failed' | 'unknown';
  readonly text: string;
}

export type Verification =
  | {
      readonly state: 'proven';
      readonly what: string;
      readonly steps: readonly Step[];
      /** By which the raw proof is found. */
      readonly name: ProofName | undefined;
    }
  | {
      readonly state: 'failed';
      readonly what: string;
      readonly code: string;
      readonly reason: string;
      readonly steps: readonly Step[];
    }
  /** It can't be told: block 0, which nobody signs, or a node that went away meanwhile. */
  | { readonly state: 'unchecked'; readonly what: string; readonly reason: string };

const stepNames: readonly StepName[] = ['header', 'certificate', 'signatures', 'proof'];

/**
 * Checks, and says how it went. Does not throw. `known` is the newest block that was proven before the node
 * was asked: what is true of an older one is a lie about now.
 */
export async function prove(
  session: Prover,
  proof: Proof,
  known?: Promise<Height>,
): Promise<Verification> {
  const { what, header } = proof;
  if (header.height === 0n) return unsigned(what);
  try {
    await session.light.check(header.height, proof.verify);
    if (proof.isOfNow === true && known !== undefined) {
      // The clock is for the head of the page, which says so once when the chain stands.
      verifyFreshness(header, { known: await known });
    }
    return { state: 'proven', what, steps: stepsOf(session, proof, undefined), name: proof.name };
  } catch (error) {
    if (!(error instanceof ProofError))
      return { state: 'unchecked', what, reason: sentenceOf(error) };
    return failedVerification(session, what, proof, error);
  }
}

/** Of something in block 0. */
export function unsigned(what: string): Verification {
  const reason = t('block 0 follows from the genesis, whose hash you trust; nobody signs it');
  return { state: 'unchecked', what, reason };
}

/** What is said of a block in the steps of a check. */
type ProofBlock = Pick<Proof, 'header' | 'certificate' | 'how'>;

/** What failed, and at which step; `block`: that of the answer, where it is known. */
export async function failedVerification(
  session: Prover,
  what: string,
  block: ProofBlock | undefined,
  { code, message: reason }: ProofError,
): Promise<Verification> {
  const failed = stepOf(code);
  if (block === undefined) {
    return {
      state: 'failed',
      what,
      code,
      reason,
      steps: [{ name: failed, state: 'failed', text: reason }],
    };
  }
  const earlier = failed === 'proof' ? await headerProblem(session, block) : undefined;
  const steps = stepsOf(session, block, { failed, reason, earlier });
  return { state: 'failed', what, code, reason, steps };
}

/** Where the header itself fails, when the proof that hangs on it has failed already. */
async function headerProblem(
  { light, verifier }: Prover,
  { header, certificate }: ProofBlock,
): Promise<StepName | undefined> {
  try {
    await light.check(header.height, (trusted) =>
      verifyHeader(trusted, verifier, header, certificate),
    );
    return undefined;
  } catch (error) {
    return error instanceof ProofError ? stepOf(error.code) : 'header';
  }
}

interface Failure {
  readonly failed: StepName;
  readonly reason: string;
  readonly earlier: StepName | undefined;
}

/** The steps of a check: all of them hold, or up to the one that fails. */
export function stepsOf(
  session: Prover,
  proof: ProofBlock,
  failure: Failure | undefined,
): readonly Step[] {
  const reached = failure?.earlier ?? failure?.failed;
  const known = reached === undefined ? stepNames.length : stepNames.indexOf(reached);
  return stepNames.map((name, index) => {
    const failed = failure !== undefined && (name === failure.failed || name === failure.earlier);
    const state = failed ? 'failed' : index < known ? 'ok' : 'unknown';
    const reason = failed && name === failure.failed ? `: ${failure.reason}` : '';
    return { name, state, text: `${stepText(session, proof, name)}${reason}` };
  });
}

function stepText({ light }: Prover, proof: ProofBlock, name: StepName): string {
  const { header, certificate } = proof;
  switch (name) {
    case 'header':
      return t(
        'Block {0} of {1}, state root {2}',
        whole(header.height),
        header.chainId,
        shortHash(header.stateRoot),
      );
    case 'certificate':
      if (certificate === null) return t('The block comes without a certificate');
      return t('Names block {0} in round {1}', shortHash(certificate.blockId), certificate.round);
    case 'signatures':
      return signaturesText(light.trusted(), proof);
    case 'proof':
      return proof.how;
  }
}

function signaturesText(trusted: TrustedChain, { header, certificate }: ProofBlock): string {
  try {
    const set = trustedValidators(trusted, header.height);
    const signers = (certificate?.signatures ?? []).flatMap(
      ({ validatorIndex }) => set.validators[validatorIndex] ?? [],
    );
    const power = signers.reduce((sum, validator) => sum + validator.power, 0);
    const schemes = [...new Set(signers.map(({ scheme }) => scheme))].join(', ');
    return t(
      '{0} of {1} trusted validators, {2} of the power, {3}',
      count(signers.length, 'signature'),
      set.validators.length,
      percent(power / set.totalPower),
      schemes,
    );
  } catch (error) {
    return sentenceOf(error);
  }
}

/** By which certificate and against which root something was verified, in one text. */
export function chainOfProof(steps: readonly Step[]): string {
  return steps.map(({ text }) => text).join('. ');
}

/** The step at which an error of this code stops. */
function stepOf(code: ProofErrorCode): StepName {
  switch (code) {
    case 'genesis_not_trusted':
    case 'header_not_trusted':
    case 'trust_expired':
    case 'before_trust':
    case 'validators_skipped':
    case 'version_not_known':
    case 'other_chain':
    case 'other_validators':
    case 'stale_head':
    case 'withheld_head':
    case 'future_header':
    case 'conflicting_headers':
    case 'chain_recovered':
    case 'recovery_refused':
    case 'not_recovered':
      return 'header';
    case 'certificate_missing':
    case 'header_not_certified':
    case 'certificate_unknown_validator':
    case 'certificate_duplicate_signature':
    case 'certificate_too_small':
      return 'certificate';
    case 'certificate_forged':
      return 'signatures';
    case 'wrong_block':
    case 'wrong_entry':
    case 'wrong_value':
    case 'entry_not_proven':
    case 'wrong_transaction':
    case 'transaction_not_proven':
    case 'evidence_not_proven':
    case 'wrong_receipt':
    case 'receipt_not_proven':
      return 'proof';
  }
}

/** What an error says, in the language of the page where its code has a sentence. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return errorSentence(code) ?? error.message;
}

/** The same, with what a node says of an error of its own and the code. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ApiProblem) {
    const meaning = errorSentence(error.code);
    return `${meaning === undefined ? '' : `${meaning} `}${error.message} (${error.code})`;
  }
  return messageOf(error);
}
