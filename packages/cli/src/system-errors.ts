/**
 * What the operating system, OpenSSL and Node refuse, in words: the names are those of errno(3), of getaddrinfo(3), of
 * OpenSSL's verification (as Node has them), and of Node's own.
 */

export interface SystemError {
  /** Completes "it can't be done: …". */
  readonly what: string;
  /** A sentence: what to do about it. */
  readonly advice: string;
}

const untrusted: SystemError = {
  what: 'its certificate is of an authority that is not trusted here',
  advice:
    'Name that authority’s certificate with --ca-file; a testnet has its own in ca.pem of its folder.',
};

const expired: SystemError = {
  what: 'its certificate is not valid today',
  advice: 'Its operator has to renew it, or the clock here is wrong.',
};

const noTls: SystemError = {
  what: 'what listens there speaks no TLS as it is wanted here',
  advice: 'Is it an http:// node?',
};

const hungUp: SystemError = {
  what: 'the other side hung up',
  advice: 'Try again; if it does so again, compare http:// and https:// in its address.',
};

const noRoute: SystemError = {
  what: 'no network leads there',
  advice: 'Check the address, and the network of this machine.',
};

export const systemErrors: Readonly<Record<string, SystemError>> = {
  ENOSPC: {
    what: 'the disk is full',
    advice: 'Make room on it, then run the command again; nothing that was final is lost.',
  },
  EDQUOT: {
    what: 'your quota of the disk is used up',
    advice: 'Make room, then run the command again.',
  },
  EFBIG: { what: 'the file would be too large', advice: 'Raise the limit (ulimit -f).' },
  EROFS: {
    what: 'the file system can only be read',
    advice: 'Mount it for writing, or name another folder with --home.',
  },
  EACCES: {
    what: 'you have no right to it',
    advice: 'Run it as the owner, or have the owner change the rights (ls -l shows both).',
  },
  EPERM: {
    what: 'the system does not allow it to you',
    advice: 'Run it as the owner of the file or process.',
  },
  ENOENT: { what: 'it does not exist', advice: 'Check how it is spelled.' },
  EEXIST: { what: 'it exists already', advice: 'Name another, or move it away.' },
  EISDIR: { what: 'it is a folder', advice: 'Name a file.' },
  ENOTDIR: {
    what: 'a part of the path is a file, and no folder',
    advice: 'Check the path, or name another folder with --home.',
  },
  ENOTEMPTY: { what: 'the folder is not empty', advice: 'Name another, or move it away.' },
  ELOOP: { what: 'its links lead in a circle', advice: 'Name the file itself.' },
  ENAMETOOLONG: { what: 'the name is too long', advice: 'Choose a shorter one.' },
  EBUSY: { what: 'something else uses it', advice: 'End that, then try again.' },
  EIO: {
    what: 'the disk reports an error',
    advice: 'Look at the system’s log, and replace the disk if it does so again.',
  },
  EMFILE: {
    what: 'this process has too many files open',
    advice: 'Raise the limit (ulimit -n).',
  },
  ENFILE: {
    what: 'the system has too many files open',
    advice: 'End what you don’t need, or raise the limit (sysctl fs.file-max).',
  },
  ENOMEM: { what: 'there is not enough memory', advice: 'End what you don’t need.' },
  EAGAIN: {
    what: 'the system is out of processes, memory or locks',
    advice: 'End what you don’t need (ulimit -u), then try again.',
  },
  EPIPE: { what: 'nobody reads the output any more', advice: 'Nothing has to be done.' },
  EADDRINUSE: {
    what: 'another process uses the port',
    advice: 'Stop that process, or choose other ports: "trellis testnet ports --base-port".',
  },
  EADDRNOTAVAIL: {
    what: 'this machine does not have the address',
    advice: 'Choose an address of this machine, such as 127.0.0.1.',
  },
  ECONNREFUSED: {
    what: 'nothing listens there',
    advice: 'Is it running? "trellis testnet up" starts a testnet; --node names another node.',
  },
  ECONNRESET: hungUp,
  UND_ERR_SOCKET: hungUp,
  ETIMEDOUT: {
    what: 'it did not answer in time',
    advice: 'Is it reachable from here? A firewall that drops packets looks like this.',
  },
  EHOSTUNREACH: noRoute,
  ENETUNREACH: noRoute,
  ENOTFOUND: {
    what: 'no address is known for its name',
    advice: 'Check how the name is spelled in --node.',
  },
  EAI_AGAIN: {
    what: 'the name server does not answer',
    advice: 'Try again in a moment, or name the node by its IP address.',
  },
  CERT_UNTRUSTED: untrusted,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  CERT_HAS_EXPIRED: expired,
  CERT_NOT_YET_VALID: expired,
  CERT_REVOKED: {
    what: 'its certificate was revoked',
    advice: 'Ask its operator, and another node meanwhile.',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    what: 'its certificate is for other names',
    advice: 'Use one of them in --node.',
  },
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
  EPROTO: noTls,
};

/** What the system said, and of what; `undefined` for an error that is none of the system's. */
export interface SystemFailure extends SystemError {
  readonly code: string;
  /** The file, or the address and port. */
  readonly subject: string | undefined;
}

/** The failure of the system that an error is, or that caused it. */
export function systemFailure(error: unknown): SystemFailure | undefined {
  for (let one = error; one instanceof Error; one = one.cause) {
    const known = 'code' in one && typeof one.code === 'string' ? one.code : undefined;
    const found = known === undefined ? undefined : describe(known);
    if (known !== undefined && found !== undefined) {
      return { ...found, code: known, subject: subjectOf(one) };
    }
  }
  return undefined;
}

/** Of what OpenSSL refuses in a handshake there are too many names to list. */
function describe(code: string): SystemError | undefined {
  return Object.hasOwn(systemErrors, code)
    ? systemErrors[code]
    : code.startsWith('ERR_SSL_')
      ? noTls
      : undefined;
}

function subjectOf(error: Error): string | undefined {
  if ('path' in error && typeof error.path === 'string') return error.path;
  const { address, port } = error as { readonly address?: unknown; readonly port?: unknown };
  if (typeof port !== 'number') return undefined;
  return typeof address === 'string' ? `${address}:${port}` : `port ${port}`;
}
