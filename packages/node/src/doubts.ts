/** What a node does about its verifier's answers: has some repeated, and ends itself when one is not confirmed. */
import { createProvider, type SignatureClaim, type SignatureProvider } from '@trellis/crypto';
import { inBackground, type Logger, type Signer, systemClock } from '@trellis/engine';
import { alertOf } from './alerts/detect.ts';
import type { AlertWatch } from './alerts/watch.ts';
import type { NodeConfig } from './config/config.ts';
import { differenceOf, differencePath, keepDifference } from './double-check/difference-file.ts';
import { createDoubleCheck, type DoubleCheck } from './double-check/double-check.ts';
import { VerifierDifference } from './double-check/verifier-difference.ts';

export interface Doubts {
  readonly check: DoubleCheck;
  /** Signs as long as there is no doubt: what it would sign may follow from a wrong answer. */
  guard(signer: Signer): Signer;
  /** How a difference is told, also one that was found while the node started. */
  alertBy(alerts: Pick<AlertWatch, 'raise'>): void;
}

/** The time that a webhook has to take the alert, before the process ends. */
const alertMs = 2_000;

/** The time that the node has to begin to tell of anything, if it finds a difference while it starts. */
const startMs = 30_000;

export function createDoubts(parts: {
  readonly config: Pick<NodeConfig, 'data' | 'crypto' | 'alerts'>;
  readonly provider: SignatureProvider;
  readonly logger: Logger;
  readonly onFatal: (error: Error) => void;
}): Doubts {
  const { config, provider, logger, onFatal } = parts;
  const path = differencePath(config.data);
  let alerts: Pick<AlertWatch, 'raise'> | undefined;
  let onWatch: (() => void) | undefined;
  let doubted = false;

  async function end(claim: SignatureClaim, valid: boolean): Promise<void> {
    await keepDifference(config.data, differenceOf(claim, valid, systemClock.now()));
    const detail = `OpenSSL ${valid ? 'rejects' : 'accepts'} what the verifier of ML-DSA ${valid ? 'accepts' : 'rejects'}: ${path}`;
    logger.error({ file: path }, detail);
    let isTold = false;
    const tell = (): void => {
      if (isTold) return;
      isTold = true;
      alerts?.raise(alertOf('verifier_difference', '', detail, systemClock.now()));
      const waitMs = alerts === undefined || config.alerts.webhook === null ? 0 : alertMs;
      systemClock.after(waitMs, () => onFatal(new VerifierDifference(path)));
    };
    if (alerts !== undefined || config.alerts.webhook === null) return tell();
    onWatch = tell;
    systemClock.after(startMs, tell);
  }

  const reference = createProvider('native', { expandedKeys: 0 });
  const check = createDoubleCheck({
    every: config.crypto.doubleCheck,
    verify: (claim) => reference.verify(claim),
    onDifference(claim, valid) {
      if (doubted) return;
      doubted = true;
      // Without the file the node would vote again after a restart; the reason to end is as good without it.
      inBackground(end(claim, valid), (error) => onFatal(error as Error));
    },
  });

  return {
    // What OpenSSL said need not be asked of it again.
    check: (claim, valid) => {
      if (provider.mlDsaVerification().by === 'expanded-keys') check(claim, valid);
    },
    guard: (signer) => ({
      addresses: signer.addresses,
      away: signer.away,
      keys: signer.keys,
      get memory() {
        return signer.memory;
      },
      get last() {
        return signer.last;
      },
      get guard() {
        return signer.guard;
      },
      hasSigned: signer.hasSigned,
      keepGuard: signer.keepGuard,
      signProposal: async (proposal) => (doubted ? null : signer.signProposal(proposal)),
      signVote: async (vote, polka) => (doubted ? null : signer.signVote(vote, polka)),
    }),
    alertBy(watch) {
      alerts = watch;
      onWatch?.();
    },
  };
}
