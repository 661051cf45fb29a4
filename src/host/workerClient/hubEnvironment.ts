// Converts VS Code's settings of hub and proxies into the environment variables that the command line reads. The token
// is no setting: it stays in HF_TOKEN or the file of Python's library.

import { usualHub } from '../../shared/modelName.js';

export interface NetworkSettings {
  /** `finetuneBert.hubEndpoint`. */
  readonly hubEndpoint: string | undefined;
  /** VS Code's own: `http.proxy`, `http.noProxy`, `http.proxySupport`. */
  readonly proxy: string | undefined;
  readonly noProxy: readonly string[] | undefined;
  readonly proxySupport: string | undefined;
}

/** The variables; for settings without a value, those that VS Code itself was started with stay in effect. */
export function hubEnvironment({ hubEndpoint, proxy, noProxy, proxySupport }: NetworkSettings): Record<string, string> {
  const given = hubEndpoint?.trim() ?? '';
  const server = proxySupport === 'off' ? '' : (proxy?.trim() ?? '');
  const hosts = (noProxy ?? []).map((host) => host.trim()).filter((host) => host !== '');
  return {
    ...(given === '' ? {} : { HF_ENDPOINT: given }),
    ...(server === '' ? {} : { ...both('http_proxy', server), ...both('https_proxy', server) }),
    ...(hosts.length === 0 ? {} : both('no_proxy', hosts.join(','))),
  };
}

/** Both spellings of a variable: programs read either one, and the other may have been set in the terminal. */
function both(name: string, value: string): Record<string, string> {
  return { [name]: value, [name.toUpperCase()]: value };
}

/** The address of the configured hub, for parsing model addresses; the usual hub where the setting is no address. */
export function hubEndpointIn(environment: Readonly<Record<string, string | undefined>>): string {
  const given = environment['HF_ENDPOINT']?.trim().replace(/\/+$/, '') ?? '';
  return URL.canParse(given) ? given : usualHub;
}
