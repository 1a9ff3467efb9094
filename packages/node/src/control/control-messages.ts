/** What a running node is asked over its control socket, and answers: a JSON text a line, one order a connection. */

export type ControlRequest =
  /** For some minutes, or until the node stops; `module` is `null` for all. */
  | {
      readonly order: 'log-level';
      readonly level: string;
      readonly module: string | null;
      readonly minutes: number | null;
    }
  /** Reads the configuration again, and takes over what can change while the node runs. */
  | { readonly order: 'reload' }
  /** Writes a backup into a folder, encrypted for a public key (base64) unless that is `null`. */
  | {
      readonly order: 'backup';
      readonly folder: string;
      readonly reader: string | null;
      readonly withKeys: boolean;
    }
  /** What uses space. */
  | { readonly order: 'disk' }
  /** What it can say of itself and its peers; asks all of them. */
  | { readonly order: 'doctor' }
  /** What it can say of itself, with ten seconds of CPU profile and the heap's statistics if they are wanted. */
  | { readonly order: 'report'; readonly cpuProfile: boolean; readonly heap: boolean };

export type ControlReply =
  | { readonly type: 'progress'; readonly done: number; readonly of: number | null }
  | { readonly type: 'result'; readonly result: unknown }
  | { readonly type: 'refusal'; readonly code: string; readonly message: string };

/** Longer than any order or answer. */
export const controlLineBytesMax = 1024 * 1024;
