// By whom and for what money was spent: the combinations of provider, model, client, team, person and project that the
// ledger's entries have. Each is kept once and stands in totals as a number.
import { type SpendDimension, spendDimensions } from '../contract/spend.ts'

export type Payer = Readonly<Record<SpendDimension, string | null>>

/** Projects are named by callers, so that there is no end to how many there may be. */
const mostCombinations = 20_000

export type Payers = ReturnType<typeof createPayers>

export function createPayers(most = mostCombinations) {
  const numbers = new Map<string, number>()
  const all: (Payer & { readonly isRest: boolean })[] = []

  function numberOf(payer: Payer, isRest: boolean): number {
    const key = JSON.stringify([isRest, ...spendDimensions.map(dimension => payer[dimension])])
    const known = numbers.get(key)
    if (known !== undefined) return known
    // Only the provider is kept then, so that the totals of providers stay exact.
    if (!isRest && numbers.size >= most) return numberOf({ ...nobody, provider: payer.provider }, true)
    const number = all.push({ ...payer, isRest }) - 1
    numbers.set(key, number)
    return number
  }

  return {
    clear(): void {
      numbers.clear()
      all.length = 0
    },
    numberOf: (payer: Payer): number => numberOf(payer, false),
    /** Undefined if the payer was not told apart in this dimension. Null if it has none. */
    valueOf(number: number, dimension: SpendDimension): string | null | undefined {
      const payer = all[number]
      if (payer === undefined || (payer.isRest && dimension !== 'provider')) return undefined
      return payer[dimension]
    },
  }
}

const nobody: Payer = {
  provider: null,
  model: null,
  client: null,
  team: null,
  person: null,
  project: null,
}
