/** Headers that every answer has unless it says otherwise: what browsers and caches must not do with it. */
export const safeHeaders: Readonly<Record<string, string>> = {
  // RFC 9111 §5.2.2.5: what is not final is old a moment later, and what took a credential is nobody else's.
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
};
