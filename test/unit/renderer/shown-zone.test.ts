import { expect, test } from 'vitest'
import { createShownZone } from '../../../renderer/format/shown-zone.ts'
import { createTimeFormats, localZone } from '../../../renderer/format/times.ts'

function storageWith(kept: string | null) {
  const written: string[] = []
  return { written, getItem: () => kept, setItem: (_: string, value: string) => void written.push(value) }
}

test('the zone is this machine’s until one is chosen, which is then kept and told', () => {
  const storage = storageWith(null)
  const shown = createShownZone(storage)
  expect([shown.choice(), shown.zone()]).toEqual(['local', localZone()])
  let told = 0
  const end = shown.subscribe(() => told++)
  shown.choose('Asia/Kathmandu')
  end()
  shown.choose('UTC')
  expect([shown.zone(), told, storage.written]).toEqual(['UTC', 1, ['Asia/Kathmandu', 'UTC']])
})

test('what is no zone counts as nothing chosen, and a browser without storage is no failure', () => {
  expect(createShownZone(storageWith('Middle/Earth')).choice()).toBe('local')
  expect(createShownZone(storageWith('UTC')).zone()).toBe('UTC')
  const refuses = {
    getItem: () => {
      throw new Error('denied')
    },
    setItem: () => {
      throw new Error('denied')
    },
  }
  for (const storage of [undefined, refuses]) {
    const shown = createShownZone(storage)
    shown.choose('UTC')
    expect(shown.zone()).toBe('UTC')
  }
})

test('all instants are told in the zone that is chosen at that moment', () => {
  const shown = createShownZone(undefined)
  const times = createTimeFormats('en-US', shown.zone)
  const evening = Date.UTC(2026, 10, 23, 20, 30)
  shown.choose('UTC')
  expect([times.moment(evening, evening), times.hourOf(evening), times.dayOf(evening)]).toEqual([
    '20:30:00',
    '20:30',
    'Nov 23',
  ])
  shown.choose('Asia/Kathmandu')
  expect([times.hourOf(evening), times.dayOf(evening)]).toEqual(['02:15', 'Nov 24'])
  expect(times.moment(evening, evening - 3 * 3_600_000)).toBe('Nov 24 02:15:00')
  expect(times.exact(evening)).toContain('Nov 24, 2026')
})
