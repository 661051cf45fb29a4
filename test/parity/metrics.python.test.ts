// Every figure of an evaluation against scikit-learn, scipy and torch's losses.

import { expect, test } from 'vitest';

import type { Task } from '../../src/base/model.js';
import { createRandom } from '../../src/base/random.js';
import { score } from '../../src/jobs/answers/scores.js';
import type { ClassScores, RegressionScores } from '../../src/shared/events.js';
import { describeWithPython, runPython } from '../support/python.js';

interface Case {
  readonly task: Task;
  readonly rows: number;
  readonly labels: number;
  /** Classes that occur as truths; the others never do. */
  readonly occurring: number;
  /** Scale of the logits: large ones overflow a naive softmax. */
  readonly scale: number;
}

const cases: Case[] = [
  { task: 'single-label', rows: 200, labels: 2, occurring: 2, scale: 1 },
  { task: 'single-label', rows: 300, labels: 7, occurring: 5, scale: 3 },
  { task: 'single-label', rows: 3, labels: 10, occurring: 2, scale: 1 },
  { task: 'single-label', rows: 50, labels: 3, occurring: 3, scale: 2000 },
  { task: 'single-label', rows: 1, labels: 2, occurring: 1, scale: 1 },
  { task: 'multi-label', rows: 100, labels: 5, occurring: 3, scale: 2 },
  { task: 'multi-label', rows: 40, labels: 1, occurring: 1, scale: 1000 },
  { task: 'regression', rows: 100, labels: 1, occurring: 1, scale: 3 },
  { task: 'regression', rows: 2, labels: 1, occurring: 1, scale: 1 },
];

const script = `
import json, sys, warnings, numpy as np, torch
from scipy.stats import pearsonr
from sklearn.metrics import accuracy_score, confusion_matrix, mean_absolute_error, mean_squared_error
from sklearn.metrics import f1_score, matthews_corrcoef, roc_auc_score
from sklearn.metrics import precision_recall_fscore_support as prfs
warnings.filterwarnings("ignore")
out = []
for c in json.load(sys.stdin):
    logits = torch.tensor(c["logits"], dtype=torch.float64).reshape(c["rows"], c["labels"])
    y = torch.tensor(c["targets"])
    if c["task"] == "regression":
        guess, truth = logits.ravel().numpy(), y.double().numpy()
        loss = torch.nn.MSELoss()(logits.ravel(), y.double()).item()
        out.append(dict(loss=loss, rmse=mean_squared_error(truth, guess) ** 0.5,
                        mae=mean_absolute_error(truth, guess), pearson=float(pearsonr(truth, guess)[0])))
        continue
    if c["task"] == "multi-label":
        y = y.reshape(c["rows"], c["labels"])
        guess = (torch.sigmoid(logits) > 0.5).int().numpy(); truth = y.int().numpy()
        loss = torch.nn.BCEWithLogitsLoss()(logits, y.double()).item()
        confusion, labels = None, None
    else:
        y = y.long(); guess, truth = logits.argmax(1).numpy(), y.numpy()
        loss = torch.nn.CrossEntropyLoss()(logits, y).item()
        labels = list(range(c["labels"]))
        confusion = confusion_matrix(truth, guess, labels=labels).tolist()
    if c["task"] == "multi-label" and c["labels"] == 1:
        # scikit-learn reads one column as two classes; it is asked for the positive one.
        positive = prfs(truth.ravel(), guess.ravel(), labels=[1], average=None, zero_division=0)
        each = [[x[0]] for x in positive]
        macro = micro = [e[0] for e in each[:3]]
    else:
        each = [v.tolist() for v in prfs(truth, guess, labels=labels, average=None, zero_division=0)]
        macro = prfs(truth, guess, average="macro", zero_division=0)
        micro = prfs(truth, guess, average="micro", zero_division=0)
    hot = truth.reshape(c["rows"], -1) if c["task"] == "multi-label" else np.eye(c["labels"])[truth]
    scores = (torch.sigmoid(logits) if c["task"] == "multi-label" else torch.softmax(logits, 1)).numpy()
    areas = [roc_auc_score(hot[:, k], scores[:, k]) for k in range(c["labels"]) if 0 < hot[:, k].sum() < c["rows"]]
    one = c["task"] == "multi-label" and c["labels"] == 1
    out.append(dict(auc=float(np.mean(areas)) if areas else None,
                    weightedF1=each[2][0] if one else float(f1_score(truth, guess, average="weighted")),
                    matthews=None if c["task"] == "multi-label" else float(matthews_corrcoef(truth, guess)),
                    loss=loss, accuracy=accuracy_score(truth, guess),
                    precision=float(macro[0]), recall=float(macro[1]), f1=float(macro[2]),
                    microF1=float(micro[2]), confusion=confusion, each=[[float(x) for x in v] for v in each]))
print(json.dumps(out))
`;

function draw(one: Case, seed: number) {
  const random = createRandom(seed, 1);
  const logits = Float32Array.from({ length: one.rows * one.labels }, () => random.normal() * one.scale);
  const targetsOf: Record<Task, () => number[]> = {
    'single-label': () => Array.from({ length: one.rows }, () => random.integer(one.occurring)),
    'multi-label': () =>
      Array.from({ length: one.rows * one.labels }, (_, index) =>
        index % one.labels < one.occurring ? random.integer(2) : 0,
      ),
    regression: () => Array.from({ length: one.rows }, () => Math.fround(random.normal())),
  };
  return { ...one, logits, targets: targetsOf[one.task]() };
}

describeWithPython('metrics', () => {
  test('equal those of scikit-learn, scipy and torch', () => {
    const drawn = cases.map(draw);
    const input = JSON.stringify(drawn.map((one) => ({ ...one, logits: [...one.logits] })));
    const stdout = runPython(['-c', script], { input });
    const expected = JSON.parse(stdout) as Record<string, number & number[][]>[];
    drawn.forEach((one, index) => {
      const names = Array.from({ length: one.labels }, (_, label) => `label ${label}`);
      const scores = score(one.task, { logits: one.logits, targets: one.targets, labels: names });
      // Sums of doubles in another order: relative 1e-12 is some thousand units in the last place.
      const equal = (name: string, value: number | null) =>
        expect(
          Math.abs(value! - expected[index]![name]!) / Math.max(1, Math.abs(expected[index]![name]!)),
          `${name} of case ${index}`,
        ).toBeLessThan(1e-12);
      if (scores.kind === 'regression')
        return (['loss', 'rmse', 'mae', 'pearson'] as (keyof RegressionScores)[]).forEach((name) =>
          equal(name, scores[name] as number),
        );
      (['loss', 'accuracy', 'precision', 'recall', 'f1', 'microF1'] as (keyof ClassScores)[]).forEach((name) =>
        equal(name, scores[name] as number),
      );
      (['weightedF1', 'matthews', 'auc'] as const).forEach((name) => {
        const value: number | null = expected[index]![name] as number | null;
        if (value === null) expect(scores[name], `${name} of case ${index}`).toBeNull();
        else equal(name, scores[name] ?? null);
      });
      expect(scores.confusion).toEqual(expected[index]!['confusion']);
      const each = [
        scores.perClass.map((c) => c.precision),
        scores.perClass.map((c) => c.recall),
        scores.perClass.map((c) => c.f1),
        scores.perClass.map((c) => c.support),
      ];
      each.forEach((values, figure) =>
        values.forEach((value, label) =>
          expect(value).toBeCloseTo((expected[index]!['each'] as number[][])[figure]![label]!, 12),
        ),
      );
    });
  });
});
