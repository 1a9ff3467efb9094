import { expect, it } from 'vitest';
import { leadsBack } from './consents.ts';

const issuer = 'https://node1.example';
const iss = `iss=${encodeURIComponent(issuer)}`;

it('a browser is led where the client waits, and nowhere else', () => {
  const redirectUri = 'https://shop.example/back?shop=7';
  const asked = { redirectUri, issuer };
  expect(leadsBack(`https://shop.example/back?shop=7&code=c&state=s&${iss}`, asked)).toBe(true);
  expect(leadsBack(`${redirectUri}&error=access_denied&${iss}`, asked)).toBe(true);
  for (const redirect of [
    `https://evil.example/back?shop=7&code=c&${iss}`,
    `https://shop.example.evil.example/back?shop=7&code=c&${iss}`,
    `https://shop.example@evil.example/back?shop=7&code=c&${iss}`,
    `https://a@shop.example/back?shop=7&code=c&${iss}`,
    `http://shop.example/back?shop=7&code=c&${iss}`,
    `https://shop.example:444/back?shop=7&code=c&${iss}`,
    `https://shop.example/other?shop=7&code=c&${iss}`,
    `https://shop.example/back?shop=8&code=c&${iss}`,
    `https://shop.example/back?code=c&${iss}`,
    // Another server answers, or none says so (RFC 9207 §2.4).
    'https://shop.example/back?shop=7&code=c&iss=https%3A%2F%2Fevil.example',
    'https://shop.example/back?shop=7&code=c',
    `javascript:alert(1)//?shop=7&${iss}`,
    'back',
    '',
  ]) {
    expect(leadsBack(redirect, asked), redirect).toBe(false);
  }
});
