import { namesToTry } from './model-names.ts'
import { isAbout } from './name-rules.ts'
import type { TableProvider } from './price-table.ts'
import type { TableData, TableMaker, TableModel } from './table-data.ts'

export interface FoundModel {
  readonly model: TableModel
  /** The maker whose row it is. It differs from the maker that was asked for if a cloud sells another maker's models. */
  readonly makerId: string
  /** The name by which the row was found: the one that was asked for, or another name of the same model. */
  readonly name: string
}

/** No model has a longer name, so a longer one is not looked up. It would also take memory in the caches of names. */
export const longestName = 256

/** Finds the row of a model. Undefined if the table has no row by a name that surely belongs to this model. */
export function findModel(table: TableData, provider: TableProvider, asked: string): FoundModel | undefined {
  const maker = findMaker(table, provider)
  if (!maker || asked.length > longestName) return undefined
  const fallbacks = maker.fallbacks.map(id => table.find(other => other.id === id))
  const makers = [maker, ...fallbacks.filter(other => other !== undefined)]
  for (const name of namesToTry(asked)) {
    for (const { id, models } of makers) {
      const model =
        models.find(row => isAbout(row, name)) ?? models.find(row => row.id.toLowerCase() === name)
      if (model) return { model, makerId: id, name }
    }
  }
  return undefined
}

function findMaker(table: TableData, provider: TableProvider): TableMaker | undefined {
  if ('id' in provider) return table.find(({ id }) => id === provider.id)
  return table.find(({ apiPattern }) => new RegExp(`^(?:${apiPattern})`).test(provider.apiUrl))
}
