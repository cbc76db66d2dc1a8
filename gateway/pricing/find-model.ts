import { namesToTry } from './model-names.ts'
import { isAbout } from './name-rules.ts'
import type { TableProvider } from './price-table.ts'
import type { TableData, TableMaker, TableModel } from './table-data.ts'

export interface FoundModel {
  readonly model: TableModel
  /** Whose row it is: another maker than the one that was asked, where a cloud sells its models. */
  readonly makerId: string
  /** The name that the row is about: as asked, or another of the model's names. */
  readonly name: string
}

/** Longer ones are nobody's, and are not remembered either. */
export const longestName = 256

/** The row of a model. Undefined: the table does not have it, or not by a name that is surely this model's. */
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
