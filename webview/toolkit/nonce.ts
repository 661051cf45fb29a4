// Passes the page's nonce to the toolkit before it is loaded: the toolkit tests a style element, which the security
// policy would otherwise refuse.

const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce;
if (nonce !== undefined && nonce !== '') {
  const meta = document.createElement('meta');
  meta.setAttribute('property', 'csp-nonce');
  meta.content = nonce;
  document.head.append(meta);
}
