/**
 * The second factor of administration: a fresh signature of an administrator over exactly the request, which counts once,
 * also across a restart. Where the configuration names no administrators, none is asked for.
 */
import {
  type Address,
  formatAddress,
  keyAddress,
  type SignatureProvider,
  sha256,
} from '@trellis/crypto';
import { keyAccount } from '@trellis/protocol';
import {
  type AdministratorSignature,
  administrationMessage,
  administrativeRequestAgeMsMax,
  administrativeRequestAheadMsMax,
  administratorHeader,
  parseAdministratorSignature,
} from '@trellis/protocol/http-api';
import type { SeenOnce } from '../credentials/seen-once.ts';
import { ApiError } from '../http/problem.ts';

/** A request as it arrives, before its body. */
interface ArrivingRequest {
  readonly method: string;
  /** The path with its query. */
  readonly target: string;
  /** The header; `undefined`: there is none. */
  readonly signature: string | undefined;
}

/** Who signed a request, and for which body. */
export interface SignedRequest {
  readonly administrator: Address;
  /** Throws `ApiError` `invalid_administrator_signature` for another body. */
  requireBody(body: Uint8Array): void;
}

export interface Administrators {
  /** Who signed this request; `null` where no signature is asked for. Throws `ApiError`. */
  check(request: ArrivingRequest): Promise<SignedRequest | null>;
}

interface AdministratorSources {
  readonly administrators: readonly Address[];
  /** Where the node is reached. */
  readonly origin: string;
  readonly now: () => number;
  readonly verifier: Pick<SignatureProvider, 'verify'>;
  /** Remembers what was used, on disk. */
  readonly once: SeenOnce;
}

export function createAdministrators(sources: AdministratorSources): Administrators {
  const { administrators, origin, now, verifier, once } = sources;
  return {
    async check({ method, target, signature: header }) {
      if (administrators.length === 0) return null;
      if (header === undefined) {
        throw refused(
          `send one in the header ${administratorHeader}; trellis apikey … --admin-key`,
        );
      }
      const signed = parseAdministratorSignature(header);
      if (signed === undefined) throw refused('the header is not one');
      const administrator = keyAccount(signed.scheme, keyAddress(signed.scheme, signed.publicKey));
      if (!administrators.includes(administrator)) {
        throw refused(`the key ${formatAddress(administrator)} is no administrator’s`);
      }
      const late = timeProblem(Number(signed.time), now());
      if (late !== undefined) throw refused(late);
      const { scheme, publicKey, signature, bodyHash, time, nonce } = signed;
      const message = administrationMessage({ origin, method, target, bodyHash, time, nonce });
      const isSigned = await verifier.verify({
        ...{ scheme, publicKey, signature, message, purpose: 'administration' },
      });
      if (!isSigned) throw refused(`it is not over ${method} ${origin}${target}`);
      if (!once(useName(signed), now() + administrativeRequestAgeMsMax * 2)) {
        throw refused('it was used before; sign again');
      }
      return { administrator, requireBody: (body) => requireSameBody(bodyHash, body) };
    },
  };
}

/** Hedged signatures differ each time, so what was signed names a use, and not the signature. */
function useName({ publicKey, nonce, time, bodyHash }: AdministratorSignature): string {
  return `administration ${sha256(publicKey)} ${time} ${Buffer.from(nonce).toString('hex')} ${bodyHash}`;
}

function timeProblem(made: number, now: number): string | undefined {
  if (made < now - administrativeRequestAgeMsMax) {
    return `it is older than ${administrativeRequestAgeMsMax / 1_000} s; sign again`;
  }
  if (made > now + administrativeRequestAheadMsMax) return 'its time is yet to come; set the clock';
  return undefined;
}

function requireSameBody(bodyHash: string, body: Uint8Array): void {
  if (sha256(body) !== bodyHash) throw refused('it is for another body');
}

function refused(why: string): ApiError {
  return new ApiError(
    'invalid_administrator_signature',
    `the call takes a signature of an administrator over exactly this request: ${why}`,
  );
}
