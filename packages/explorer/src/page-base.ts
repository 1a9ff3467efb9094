/** The path under which a node serves the page; every address inside the page begins with it. */
export const pageBase = '/explorer';

/** The path under which a node serves the wallet. */
export const walletBase = '/wallet';
