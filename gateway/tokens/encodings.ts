import { createEncoding, type Encoding, type EncodingName, loadRankTable } from './encoding.ts'
import type { RankTable } from './rank-table.ts'

/** Each encoding, loaded when a model first needs it and kept; its table is shared with the workers. */
export interface Encodings {
  get(name: EncodingName): Promise<Encoding>
  table(name: EncodingName): Promise<RankTable>
}

export function openEncodings(): Encodings {
  const tables = new Map<EncodingName, Promise<RankTable>>()
  const encodings = new Map<EncodingName, Promise<Encoding>>()
  const table = (name: EncodingName) => once(tables, name, () => loadRankTable(name))
  return {
    table,
    get: name => once(encodings, name, async () => createEncoding(await table(name))),
  }
}

function once<K, V>(known: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  const kept = known.get(key) ?? make()
  known.set(key, kept)
  return kept
}
