/** The DOM's own types let a timer call any `Function`, so that a promise it returns would be lost without a word. */
declare function setTimeout(handler: () => void, timeout?: number): number;
declare function setInterval(handler: () => void, timeout?: number): number;
