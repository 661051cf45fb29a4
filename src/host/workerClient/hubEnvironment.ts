// VS Code's settings of hub and proxies, as the variables that the command line knows them by. The token is no setting:
// it stays where Python's library has it, in HF_TOKEN or its file.

import { usualHub } from '../../shared/modelName.js';

export interface NetworkSettings {
  /** `finetuneBert.hubEndpoint`. */
  readonly hubEndpoint: string | undefined;
  /** VS Code's own: `http.proxy`, `http.noProxy`, `http.proxySupport`. */
  readonly proxy: string | undefined;
  readonly noProxy: readonly string[] | undefined;
  readonly proxySupport: string | undefined;
}

/** What is not set is left to the variables that VS Code itself was started with. */
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

/** Programs read either spelling, and the one that is not set here may have come from the terminal. */
function both(name: string, value: string): Record<string, string> {
  return { [name]: value, [name.toUpperCase()]: value };
}

/** The hub that names are looked up on, for the parsing of addresses; the usual one where what is set is no address. */
export function hubEndpointIn(environment: Readonly<Record<string, string | undefined>>): string {
  const given = environment['HF_ENDPOINT']?.trim().replace(/\/+$/, '') ?? '';
  return URL.canParse(given) ? given : usualHub;
}
