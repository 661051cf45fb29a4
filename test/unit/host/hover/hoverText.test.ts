// The Markdown of the hover and the cache of its predictions.

import { describe, expect, test } from 'vitest';

import { bar, hoverText, predictionLine } from '../../../../src/host/hover/hoverText.js';
import { PredictionCache } from '../../../../src/host/hover/predictions.js';
import type { TextPrediction } from '../../../../src/shared/messages/models.js';

const prediction: TextPrediction = {
  labels: ['负面'],
  probabilities: [
    { label: '正面', probability: 0.008 },
    { label: '负面', probability: 0.963 },
    { label: '中性', probability: 0.029 },
  ],
  value: null,
  tokens: 12,
  cut: false,
};

describe('the hover', () => {
  test('says label, probability and model, with a bar for each class, the likeliest first', () => {
    const lines = hoverText(prediction, 'reviews-2', 'en').split('\n');
    expect(lines[0]).toBe('**负面** 96.3% · reviews\\-2');
    expect(lines.slice(2, 7)).toEqual([
      '```text',
      '███████████████████▎  96.3% 负面',
      '▋                      2.9% 中性',
      '▏                      0.8% 正面',
      '```',
    ]);
    expect(lines.at(-1)).toBe(
      '[Choose Model](command:finetuneBert.chooseHoverModel) · [Turn Off](command:finetuneBert.turnHoverOff)',
    );
  });

  test('shows a label with Markdown in it as plain text', () => {
    const label = '``` [x](command:evil)';
    const text = hoverText({ ...prediction, labels: [label], probabilities: [{ label, probability: 1 }] }, 'm', 'en');
    expect(text.match(/```/g)).toHaveLength(2);
    expect(text.split('\n')[0]).toContain('\\[x\\]\\(command:evil\\)');
  });

  test('says when the model read only the beginning of a text', () => {
    expect(hoverText({ ...prediction, tokens: 128, cut: true }, 'm', 'zh')).toContain('128');
  });

  test('shows at most eight bars', () => {
    const probabilities = Array.from({ length: 300 }, (_, index) => ({ label: `l${index}`, probability: 1 / 300 }));
    expect(
      hoverText({ ...prediction, labels: ['l0'], probabilities }, 'm', 'en')
        .split('\n')
        .filter((line) => /^[▏▎▍]/.test(line)),
    ).toHaveLength(8);
  });

  test('has a line for a number, for several labels and for none', () => {
    expect(predictionLine({ ...prediction, labels: [], probabilities: [], value: 3.14159 }, 'en')).toBe('3.142');
    expect(predictionLine({ ...prediction, labels: ['负面', '中性'] }, 'en')).toBe('负面 96.3%, 中性 2.9%');
    expect(predictionLine({ ...prediction, labels: [] }, 'en')).toBe('—');
  });

  test('draws bars in proportion to the probability', () => {
    expect(bar(1)).toBe('█'.repeat(20));
    expect(bar(0)).toBe('▏');
    expect(bar(0.5)).toBe('█'.repeat(10));
    expect(bar(0.975)).toBe(`${'█'.repeat(19)}▌`);
  });
});

describe('predictions for the hover', () => {
  test('are computed once for the same version, selection and model', async () => {
    let asked = 0;
    const cache = new PredictionCache(async () => {
      asked++;
      return prediction;
    });
    await Promise.all([cache.get('a:1:0', 'm', 'x'), cache.get('a:1:0', 'm', 'x')]);
    expect(asked).toBe(1);
    await cache.get('a:2:0', 'm', 'x');
    await cache.get('a:1:0', 'other', 'x');
    expect(asked).toBe(3);
  });

  test('are tried again after a failure', async () => {
    let asked = 0;
    const cache = new PredictionCache(async () => {
      if (++asked === 1) throw new Error('no worker');
      return prediction;
    });
    await expect(cache.get('a', 'm', 'x')).rejects.toThrow('no worker');
    await expect(cache.get('a', 'm', 'x')).resolves.toBe(prediction);
  });
});
