// Dynamic loss scaling: the factor on the loss under which gradients in float16 neither vanish nor overflow.
// (Micikevicius et al. 2018.)

const first = 2 ** 15;
const largest = 2 ** 24;
/** The number of steps without an overflow after which a larger factor is tried. */
const patience = 1000;

export interface LossScale {
  readonly factor: number;
  /** Called after a step whose gradients are finite. */
  fits(): void;
  /** Called after a step whose gradients overflowed; returns whether it may be repeated with a smaller factor. */
  overflows(): boolean;
}

/** Float32 needs no scaling. */
export const withoutScale: LossScale = { factor: 1, fits: () => undefined, overflows: () => false };

export class DynamicLossScale implements LossScale {
  factor = first;
  private steps = 0;

  fits(): void {
    if (++this.steps < patience) return;
    this.steps = 0;
    this.factor = Math.min(largest, this.factor * 2);
  }

  overflows(): boolean {
    this.steps = 0;
    if (this.factor <= 1) return false;
    this.factor /= 2;
    return true;
  }
}
