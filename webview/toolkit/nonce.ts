// Tells the toolkit the page's nonce, before it is loaded: it tries out a style element, which the security policy
// would refuse.

const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce;
if (nonce !== undefined && nonce !== '') {
  const meta = document.createElement('meta');
  meta.setAttribute('property', 'csp-nonce');
  meta.content = nonce;
  document.head.append(meta);
}
