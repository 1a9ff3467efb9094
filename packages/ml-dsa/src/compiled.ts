/** The compiled module, which is the same in Node and in browsers, on the main thread and in workers. */
import { moduleBase64 } from '../dist/module.ts';
import { VerifierError } from './verifier-error.ts';

let compiled: WebAssembly.Module | undefined;

/** Once for all verifiers. Throws `VerifierError` `engine_unsuitable`. */
export function compiledModule(): WebAssembly.Module {
  compiled ??= compile(Uint8Array.from(atob(moduleBase64), (character) => character.charCodeAt(0)));
  return compiled;
}

/**
 * Throws `VerifierError` `engine_unsuitable`: without SIMD the module is not valid, and a policy may forbid compiling
 * any.
 */
export function compile(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  try {
    return new WebAssembly.Module(bytes);
  } catch (cause) {
    throw new VerifierError(
      'engine_unsuitable',
      'this engine does not run WebAssembly with SIMD, or is not allowed to',
      { cause },
    );
  }
}
