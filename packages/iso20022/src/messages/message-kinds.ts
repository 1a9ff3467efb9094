/**
 * What each kind of message is made of, by its name. A module, and no object, as the type of all of them together is more
 * than the compiler writes into one declaration.
 */
export { camt029 as 'camt.029' } from './camt-029.ts';
export { camt052 as 'camt.052' } from './camt-052.ts';
export { camt053 as 'camt.053' } from './camt-053.ts';
export { camt054 as 'camt.054' } from './camt-054.ts';
export { camt056 as 'camt.056' } from './camt-056.ts';
export { camt060 as 'camt.060' } from './camt-060.ts';
export { pacs002 as 'pacs.002' } from './pacs-002.ts';
export { pacs004 as 'pacs.004' } from './pacs-004.ts';
export { pacs008 as 'pacs.008' } from './pacs-008.ts';
export { pacs009 as 'pacs.009' } from './pacs-009.ts';
export { pacs028 as 'pacs.028' } from './pacs-028.ts';
export { pain001 as 'pain.001' } from './pain-001.ts';
export { pain002 as 'pain.002' } from './pain-002.ts';
