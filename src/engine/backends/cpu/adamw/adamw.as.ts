// AdamW for weights that live outside the graph, in AssemblyScript: SIMD kernels over pointers into an imported memory.
//
// asc adamw.as.ts --outFile adamw.wasm --optimizeLevel 3 --shrinkLevel 0 --noAssert --runtime stub --enable simd
// --importMemory
//
// The formulas are those of torch.optim.AdamW (Loshchilov and Hutter, https://arxiv.org/abs/1711.05101), in float32,
// with the scalars prepared in float64. A tail that does not fill a vector runs through the same formula one lane at a
// time, so that an entry's bytes do not depend on where in a tensor it stands. The work is bound by memory: four
// vectors a turn keep enough loads in flight (measured: 150 ms for 110 M entries, where one vector a turn took 250 ms).

/** Bytes of a float, of a vector of four, and of what one turn of an unrolled loop covers. */
const FLOAT: usize = 4;
const VECTOR: usize = 16;
const TURN: usize = 64;

/**
 * A first moment that has decayed below this becomes zero. It no longer moves a weight, and would soon be subnormal,
 * which costs some processors 150 cycles an operation: for ever, since 0.9 of the smallest float rounds to itself. Rows
 * of an embedding get there.
 */
const NEGLIGIBLE: f32 = 1e-30;

/**
 * One update of `n` entries of the weight `w` and its moments `m` and `v`; `g` is the gradient.
 * @param gradientScale factor on the gradient: clipping, and 1 / batches when they were accumulated
 * @param decay weight decay, 0 for none
 * @param correction1 1 − β₁ᵗ, with t counted from 1
 * @param correction2 1 − β₂ᵗ
 */
export function adamw(
  w: usize, g: usize, m: usize, v: usize, n: usize,
  gradientScale: f64, lr: f64, beta1: f64, beta2: f64, epsilon: f64, decay: f64, correction1: f64, correction2: f64,
): void {
  const scale = f32x4.splat(<f32>gradientScale);
  const share1 = f32x4.splat(<f32>(1 - beta1));
  const keep2 = f32x4.splat(<f32>beta2);
  const share2 = f32x4.splat(<f32>(1 - beta2));
  const keep = f32x4.splat(<f32>(1 - lr * decay));
  const rate = f32x4.splat(<f32>(lr / correction1));
  const root = f32x4.splat(<f32>(1 / Math.sqrt(correction2)));
  const least = f32x4.splat(<f32>epsilon);
  const end = w + n * FLOAT;
  for (const full = w + (n & ~15) * FLOAT; w < full; w += TURN, g += TURN, m += TURN, v += TURN) {
    updateVector(w, g, m, v, scale, share1, keep2, share2, keep, rate, root, least);
    updateVector(w + 16, g + 16, m + 16, v + 16, scale, share1, keep2, share2, keep, rate, root, least);
    updateVector(w + 32, g + 32, m + 32, v + 32, scale, share1, keep2, share2, keep, rate, root, least);
    updateVector(w + 48, g + 48, m + 48, v + 48, scale, share1, keep2, share2, keep, rate, root, least);
  }
  for (; w < end; w += FLOAT, g += FLOAT, m += FLOAT, v += FLOAT) {
    const gradient = f32x4.mul(v128.load32_zero(g), scale);
    const moment = nextMoment(v128.load32_zero(m), gradient, share1);
    const square = nextSquare(v128.load32_zero(v), gradient, keep2, share2);
    v128.store_lane<f32>(m, moment, 0);
    v128.store_lane<f32>(v, square, 0);
    v128.store_lane<f32>(w, nextWeight(v128.load32_zero(w), moment, square, keep, rate, root, least), 0);
  }
}

@inline
function updateVector(
  w: usize, g: usize, m: usize, v: usize,
  scale: v128, share1: v128, keep2: v128, share2: v128, keep: v128, rate: v128, root: v128, least: v128,
): void {
  const weight = v128.load(w);
  const gradient = f32x4.mul(v128.load(g), scale);
  const moment = nextMoment(v128.load(m), gradient, share1);
  const square = nextSquare(v128.load(v), gradient, keep2, share2);
  v128.store(m, moment);
  v128.store(v, square);
  v128.store(w, nextWeight(weight, moment, square, keep, rate, root, least));
}

@inline
function nextMoment(m: v128, gradient: v128, share: v128): v128 {
  const moment = f32x4.add(m, f32x4.mul(share, f32x4.sub(gradient, m)));
  return v128.and(moment, f32x4.ge(f32x4.abs(moment), f32x4.splat(NEGLIGIBLE)));
}

@inline
function nextSquare(v: v128, gradient: v128, keep: v128, share: v128): v128 {
  return f32x4.add(f32x4.mul(v, keep), f32x4.mul(f32x4.mul(gradient, gradient), share));
}

@inline
function nextWeight(w: v128, m: v128, v: v128, keep: v128, rate: v128, root: v128, least: v128): v128 {
  const denominator = f32x4.add(f32x4.mul(f32x4.sqrt(v), root), least);
  return f32x4.sub(f32x4.mul(w, keep), f32x4.div(f32x4.mul(m, rate), denominator));
}

/**
 * Weight decay alone, for entries whose gradient and moments are zero: what `adamw` would do to them, in a third of the
 * traffic.
 */
export function decayOnly(w: usize, n: usize, lr: f64, decay: f64): void {
  const keep = f32x4.splat(<f32>(1 - lr * decay));
  const end = w + n * FLOAT;
  for (const full = w + (n & ~3) * FLOAT; w < full; w += VECTOR) v128.store(w, f32x4.mul(v128.load(w), keep));
  for (; w < end; w += FLOAT) v128.store_lane<f32>(w, f32x4.mul(v128.load32_zero(w), keep), 0);
}

/** Sum of squares of `n` floats, in float64: exact squares, eight running sums. */
export function sumOfSquares(p: usize, n: usize): f64 {
  let a = f64x2.splat(0), b = f64x2.splat(0), c = f64x2.splat(0), d = f64x2.splat(0);
  const end = p + n * FLOAT;
  for (const full = p + (n & ~7) * FLOAT; p < full; p += 2 * VECTOR) {
    const first = v128.load(p), second = v128.load(p, 16);
    a = addSquares(a, first);
    b = addSquares(b, v128.shuffle<f32>(first, first, 2, 3, 2, 3));
    c = addSquares(c, second);
    d = addSquares(d, v128.shuffle<f32>(second, second, 2, 3, 2, 3));
  }
  for (; p < end; p += FLOAT) a = addSquares(a, v128.load32_zero(p));
  const sum = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

@inline
function addSquares(sum: v128, floats: v128): v128 {
  const doubles = f64x2.promote_low_f32x4(floats);
  return f64x2.add(sum, f64x2.mul(doubles, doubles));
}

/** target += source, `n` floats. */
export function add(target: usize, source: usize, n: usize): void {
  const end = target + n * FLOAT;
  for (const full = target + (n & ~3) * FLOAT; target < full; target += VECTOR, source += VECTOR) {
    v128.store(target, f32x4.add(v128.load(target), v128.load(source)));
  }
  for (; target < end; target += FLOAT, source += FLOAT) store<f32>(target, load<f32>(target) + load<f32>(source));
}
