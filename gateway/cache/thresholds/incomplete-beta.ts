// The regularised incomplete beta function for whole numbers of at least 1, which is all that counts of trials need.

const smallest = 1e-300
const precision = 1e-16
const termsAtMost = 10_000

/** From here on four terms of Stirling's series are exact to the last digit of a double. */
const stirlingFrom = 16

/** ln Γ(x) of x > 0, by Stirling's series: https://dlmf.nist.gov/5.11#E1, and Γ(x + 1) = x Γ(x) for small x. */
export function lnGamma(x: number): number {
  let shifted = x
  let product = 1
  while (shifted < stirlingFrom) {
    product *= shifted
    shifted += 1
  }
  const square = shifted * shifted
  const series =
    (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / (1188 * square)) / square) / square) / square) / shifted
  return (
    (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product)
  )
}

const awayFromZero = (value: number) => (Math.abs(value) < smallest ? smallest : value)

/**
 * The continued fraction of https://dlmf.nist.gov/8.17#E22, evaluated as Lentz does (https://dlmf.nist.gov/3.10#iii). It converges
 * fast for x < (a + 1) / (a + b + 2).
 */
function continuedFraction(x: number, a: number, b: number): number {
  let ratio = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1))
  let numerator = 1
  let fraction = ratio
  for (let m = 1; m <= termsAtMost; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    let change = 1
    for (const coefficient of [even, odd]) {
      ratio = 1 / awayFromZero(1 + coefficient * ratio)
      numerator = awayFromZero(1 + coefficient / numerator)
      change = ratio * numerator
      fraction *= change
    }
    if (Math.abs(change - 1) < precision) break
  }
  return fraction
}

/** ln of x^a (1 - x)^b / B(a, b). */
const lnWeight = (x: number, a: number, b: number): number =>
  a * Math.log(x) + b * Math.log1p(-x) + lnGamma(a + b) - lnGamma(a) - lnGamma(b)

/** I_x(a, b): the chance that a number drawn by Beta(a, b) is at most x. 0 <= x <= 1, a and b >= 1. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const weight = Math.exp(lnWeight(x, a, b))
  return x < (a + 1) / (a + b + 2)
    ? (weight * continuedFraction(x, a, b)) / a
    : 1 - (weight * continuedFraction(1 - x, b, a)) / b
}

/**
 * The x with I_x(a, b) = `chance`, where 0 < chance < 1. Newton's steps, whose slope is the density x^(a-1) (1-x)^(b-1) / B(a, b), kept
 * between two numbers that are known to be too small and too large.
 */
export function inverseIncompleteBeta(chance: number, a: number, b: number): number {
  let low = 0
  let high = 1
  let x = a / (a + b)
  for (let step = 0; step < 200; step += 1) {
    const miss = incompleteBeta(x, a, b) - chance
    if (miss === 0) return x
    if (miss > 0) high = x
    else low = x
    const slope = Math.exp(lnWeight(x, a, b)) / (x * (1 - x))
    const guess = x - miss / slope
    const next = guess > low && guess < high ? guess : (low + high) / 2
    if (Math.abs(next - x) <= 1e-15 * x) return next
    x = next
  }
  return x
}
