/** What to do about an error, for those whose message does not say it. */

const hints: Readonly<Record<string, string>> = {
  unreachable: 'Is it running? "trellis testnet up" starts a testnet; --node names another node.',
  wrong_password: 'Try again; a password that is lost can’t be recovered.',
  policy_not_met:
    'Let more of its keys sign: "trellis tx build", "trellis tx sign" by each, "trellis tx submit".',
  wrong_key: 'Name the key that signs for the account with --key.',
  sequence_taken: 'Wait until that one is final, then try again.',
  sequence_used: 'Build it again.',
  expired: '--valid gives it more time.',
  unknown_sender: '"trellis account create" makes an account.',
  unknown_account: '"trellis account create" makes an account.',
  role_missing: 'The validators grant roles by vote: "trellis governance propose".',
  not_issuer: '"trellis asset show" tells who issues an asset.',
  unknown_asset: '"trellis asset list" shows the assets there are.',
  account_exists: '"trellis account show" shows it.',
  scheme_not_allowed: '"trellis crypto status" shows which schemes accounts may use.',
  scheme_phased_out: '"trellis crypto status" shows which schemes accounts may use.',
  fee_not_covered: '--dry-run shows the fee, "trellis balance" what the sender holds.',
  unknown_proposal: '"trellis governance list" shows the proposals.',
  proposal_closed: '"trellis governance list" shows the open ones.',
  recovery_too_early: '"trellis recovery" shows from which block on it can be finished.',
  too_large: 'Make several transactions of it.',
  mempool_full: 'Name another node with --node.',
  insufficient_funds: '"trellis balance" shows what an account holds.',
  request_expired: 'A request without --expires never expires.',
  not_final: '"trellis tx show" with its id tells later on.',
  other_chain: 'Name the node of that chain with --node, or trust another genesis with --genesis.',
  other_validators: 'Trust the genesis of that chain with --genesis, or ask another node.',
  chain_recovered:
    'Ask the operators; "trellis chain recover agree" with its hash believes what comes after it.',
  unauthenticated: 'Name a key with --api-key-file; "trellis apikey create" makes one.',
  invalid_credential: 'Name the right key with --api-key-file.',
  invalid_dpop_proof:
    'Name the key that the API key is bound to with --dpop-key-file, and the node with --node as it names itself (http.publicUrl); a clock that is a minute wrong has this effect, too.',
  credential_expired: '"trellis apikey create" makes another.',
  credential_revoked: '"trellis apikey create" makes another.',
  insufficient_scope: 'Name another key with --api-key-file.',
  rate_limited: 'Try again in a moment.',
};

/** Codes of proofs that don't hold: whoever answered is not to be believed. */
const liarCodes: ReadonlySet<string> = new Set([
  'header_not_certified',
  'certificate_unknown_validator',
  'certificate_duplicate_signature',
  'certificate_too_small',
  'certificate_forged',
  'wrong_entry',
  'wrong_value',
  'entry_not_proven',
  'wrong_transaction',
  'transaction_not_proven',
  'wrong_receipt',
  'receipt_not_proven',
]);

/** A sentence, or nothing. */
export function hintFor(code: string): string | undefined {
  if (liarCodes.has(code)) return 'The node is faulty or lies: ask another one with --node.';
  return hints[code];
}
