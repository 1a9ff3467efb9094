/** How a node has fared since a while: what it was doing every half minute, for whoever asks later. */

/** Two hours. */
const samplesMax = 240;
const sampleMs = 30_000;

export interface StatusHistory<Sample> {
  /** The oldest first. */
  samples(): readonly Sample[];
  stop(): void;
}

/** Takes a sample now and every half minute. */
export function createStatusHistory<Sample>(take: () => Sample): StatusHistory<Sample> {
  const samples: Sample[] = [take()];
  const timer = setInterval(() => {
    samples.push(take());
    if (samples.length > samplesMax) samples.shift();
  }, sampleMs);
  timer.unref();
  return { samples: () => samples, stop: () => clearInterval(timer) };
}
