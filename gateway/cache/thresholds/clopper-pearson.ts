import { inverseIncompleteBeta } from './incomplete-beta.ts'

/** How sure each of the bounds is, taken alone. */
const confidence = 0.95

/**
 * The largest rate at which so few failures as these would still be seen in one of twenty samples: the one-sided upper 95 % bound of
 * Clopper and Pearson (Biometrika 26, 1934, https://doi.org/10.1093/biomet/26.4.404), as R's
 * `binom.test(failures, trials, alternative = "less")` gives it. 1 without trials. Whole numbers, 0 <= failures <= trials.
 */
export function upperBound(failures: number, trials: number): number {
  return failures >= trials ? 1 : inverseIncompleteBeta(confidence, failures + 1, trials - failures)
}

/** The one-sided lower 95 % bound, as `binom.test(failures, trials, alternative = "greater")` gives it. 0 without failures. */
export function lowerBound(failures: number, trials: number): number {
  return failures <= 0 ? 0 : inverseIncompleteBeta(1 - confidence, failures, trials - failures + 1)
}
