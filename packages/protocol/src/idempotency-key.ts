/** A name that whoever submits gives to a transaction, so that it is made once however often it is submitted. */
import { limits } from './limits.ts';

/** Visible ASCII and inner spaces: it travels in a header (RFC 9110 §5.5). */
export const idempotencyKeyPattern = `^[!-~](?:[ -~]{0,${limits.idempotencyKeyMax - 2}}[!-~])?$`;

export function isIdempotencyKey(text: string): boolean {
  return new RegExp(idempotencyKeyPattern).test(text);
}
