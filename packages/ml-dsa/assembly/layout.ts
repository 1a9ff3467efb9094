/**
 * Where everything is in the module's memory, in bytes. Nothing is ever allocated: each of these is one scratch area,
 * so that a verifier does one thing at a time, and behind them are the slots of expanded keys.
 */

/** Below it is what the compiler keeps: the round constants. */
const START: usize = 4096;

/** Roots for the passes of the transforms: 1 + 1 + 4 + 16 steps of five pairs of vectors (`roots.ts`). */
export const FORWARD_ROOTS: usize = START;
export const INVERSE_ROOTS: usize = FORWARD_ROOTS + 22 * 160;

/** A Keccak state of 25 words, and two of them interleaved. */
export const STATE: usize = INVERSE_ROOTS + 22 * 160;
export const PAIR: usize = STATE + 208;

/** What three states give, in five blocks of 168 bytes or one of 136; the last read may go 16 bytes too far. */
export const STREAM_BYTES: usize = 1024;
export const STREAMS: usize = PAIR + 400;

/** Three polynomials as they are sampled, eight coefficients at a time: the last seven may be too many. */
export const SAMPLE_BYTES: usize = 1056;
export const SAMPLES: usize = STREAMS + 3 * STREAM_BYTES;

/** A polynomial of coefficients in their order: the input of a forward transform, the output of an inverse. */
export const COEFFICIENTS: usize = SAMPLES + 3 * SAMPLE_BYTES;

/** Two polynomials between the passes of a transform. */
export const WORK: usize = COEFFICIENTS + 1024;

/** NTT(z) and NTT(c): 64 positions with up to eight columns of a vector and its quotients. */
export const VECTORS: usize = WORK + 2048;

/** c̃ and its padding. */
export const BLOCK: usize = VECTORS + 64 * 8 * 32;

/** μ, then w1 as it is encoded: up to 64 + 8 · 128 bytes, and the padding. */
export const HASHED: usize = BLOCK + 208;

/**
 * What the host writes: a public key, a signature, and a piece of a message, each with room for padding or a read too
 * far.
 */
export const PUBLIC_KEY: usize = HASHED + 1248;
export const SIGNATURE: usize = PUBLIC_KEY + 2592 + 160;
export const MESSAGE: usize = SIGNATURE + 4627 + 29;

/** Whole blocks of SHAKE256. */
export const MESSAGE_BYTES: usize = 136 * 60;

/** Expanded keys, from the next page on. */
export const SLOTS: usize = 65536;
