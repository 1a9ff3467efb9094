/** The SDK: talk to a node, make transactions, and check what the node says. For Node and browsers. */
export { formatAmount, parseAmount } from './amount.ts';
export {
  addWitness,
  buildTransaction,
  burn,
  createAccount,
  defineAsset,
  mint,
  setPolicy,
  signTransaction,
  type TransactionPlan,
  type TransactionSigner,
  transfer,
  witness,
} from './build.ts';
export { type Client, createClient } from './client.ts';
export { ApiProblem, NotFinal, Unreachable } from './errors.ts';
export { type LedgerEvent, subscribe } from './events.ts';
export {
  getAccount,
  getAsset,
  getAssets,
  getBalance,
  getBlock,
  getGenesis,
  getStatus,
  getTransaction,
  getValidators,
} from './read.ts';
export {
  currentPolicy,
  defaultValidityBlocks,
  prepare,
  send,
  signerOf,
  WrongKey,
} from './send.ts';
export { submit, submitAndWait, waitForFinal } from './submit.ts';
export {
  ProofError,
  type ProofErrorCode,
  type TrustedChain,
  trustGenesis,
  verifyAccount,
  verifyAsset,
  verifyBalance,
  verifyEntry,
  verifyHeader,
  verifyTransaction,
} from './verify.ts';
