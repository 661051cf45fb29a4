// VS Code's settings of hub and proxies as variables of the worker.

import { expect, test } from 'vitest';

import { hubEndpointIn, hubEnvironment } from '../../../src/host/workerClient/hubEnvironment.js';

const none = { hubEndpoint: undefined, proxy: undefined, noProxy: undefined, proxySupport: undefined };

test('what is not set hides the variables of the terminal', () => {
  expect(hubEnvironment(none)).toEqual({});
  expect(hubEnvironment({ hubEndpoint: ' ', proxy: '', noProxy: [], proxySupport: 'override' })).toEqual({});
});

test('a mirror or a proxy of the settings does not reach the worker in every spelling', () => {
  expect(
    hubEnvironment({
      hubEndpoint: 'https://mirror.example',
      proxy: 'http://proxy.example:8080',
      noProxy: ['127.0.0.1', ' .local '],
      proxySupport: 'override',
    }),
  ).toEqual({
    HF_ENDPOINT: 'https://mirror.example',
    http_proxy: 'http://proxy.example:8080',
    HTTP_PROXY: 'http://proxy.example:8080',
    https_proxy: 'http://proxy.example:8080',
    HTTPS_PROXY: 'http://proxy.example:8080',
    no_proxy: '127.0.0.1,.local',
    NO_PROXY: '127.0.0.1,.local',
  });
});

test('a proxy is used though VS Code was told to use none', () => {
  expect(hubEnvironment({ ...none, proxy: 'http://proxy.example:8080', proxySupport: 'off' })).toEqual({});
});

test('an endpoint that is no address breaks the parsing of names', () => {
  expect(hubEndpointIn({ HF_ENDPOINT: 'mirror' })).toBe('https://huggingface.co');
  expect(hubEndpointIn({ HF_ENDPOINT: 'https://mirror.example/' })).toBe('https://mirror.example');
});
