// VS Code's settings of hub and proxy as environment variables of the worker.

import { expect, test } from 'vitest';

import { hubEndpointIn, hubEnvironment } from '../../../../src/host/workerClient/hubEnvironment.js';

const none = { hubEndpoint: undefined, proxy: undefined, noProxy: undefined, proxySupport: undefined };

test('an unset setting leaves the variables of the environment as they are', () => {
  expect(hubEnvironment(none)).toEqual({});
  expect(hubEnvironment({ hubEndpoint: ' ', proxy: '', noProxy: [], proxySupport: 'override' })).toEqual({});
});

test('a mirror and a proxy of the settings reach the worker, the proxy in both spellings', () => {
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

test('no proxy is used when VS Code is set to use none', () => {
  expect(hubEnvironment({ ...none, proxy: 'http://proxy.example:8080', proxySupport: 'off' })).toEqual({});
});

test('an invalid endpoint is ignored in favour of huggingface.co', () => {
  expect(hubEndpointIn({ HF_ENDPOINT: 'mirror' })).toBe('https://huggingface.co');
  expect(hubEndpointIn({ HF_ENDPOINT: 'https://mirror.example/' })).toBe('https://mirror.example');
});
