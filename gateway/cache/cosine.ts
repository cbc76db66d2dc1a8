/** The cosine of two vectors whose length is 1. Rounding makes it a little more than 1 for equal ones. */
export function cosine(one: Float32Array, other: Float32Array): number {
  let sum = 0
  for (let at = 0; at < one.length; at++) sum += (one[at] as number) * (other[at] as number)
  return sum
}
