/**
 * What `@trellis/ml-dsa` uses of the platform, for packages that are checked without the types of a browser or of Node:
 * they import it through `@trellis/crypto`, and nothing of their own may use either.
 */
// biome-ignore lint/style/noNamespace: it is what the platform has
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module);
    readonly exports: Readonly<Record<string, unknown>>;
  }
  class Memory {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  class Global {
    readonly value: unknown;
  }
}
declare function atob(base64: string): string;
declare const crypto: { getRandomValues<T extends Uint32Array>(array: T): T };
