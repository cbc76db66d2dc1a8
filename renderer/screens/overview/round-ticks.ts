const roundSteps = [1, 2, 2.5, 5, 10]

/** Ticks from 0 up to at least `largest`, at round distances: 0, 0.5, 1, 1.5. At most five distances. */
export function roundTicks(largest: number, distances = 4): readonly number[] {
  if (!(largest > 0)) return [0]
  const least = largest / distances
  const magnitude = 10 ** Math.floor(Math.log10(least))
  const step = magnitude * (roundSteps.find(round => round * magnitude >= least * 0.999_999) ?? 10)
  const count = Math.ceil(largest / step - 1e-9)
  // Multiplied and rounded, so that no tick is 0.30000000000000004.
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)))
}
