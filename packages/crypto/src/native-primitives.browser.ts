/** Browsers have no OpenSSL, and so no provider `native`; Node has the other variant of this file. */
import type { Primitives } from './primitive.ts';

export const nativePrimitives: Primitives | undefined = undefined;
