import { expect, test } from 'vitest'
import { openRoutes } from '../../../gateway/catalog/routes.ts'
import type { RouteDefinition } from '../../../gateway/contract/routes.ts'
import { openConfigDb } from '../../../gateway/storage/databases.ts'
import { openRouteRows } from '../../../gateway/storage/routes.ts'
import { temporaryHome } from '../../support/temporary-home.ts'

const route: RouteDefinition = {
  name: 'smart',
  groups: [
    { strategy: 'priority', targets: [{ target: 'a/gpt-4o', weight: 2 }], when: { needs: ['tools'] } },
  ],
  limits: { firstTokenMs: 500 },
  sticky: false,
}

test('a route is kept as it was set, also after a restart, and when it was made stays', () => {
  const homeDir = temporaryHome()
  let nowMs = 1000
  const db = openConfigDb(homeDir)
  const routes = openRoutes(openRouteRows(db), () => nowMs)
  expect(routes.set(route)).toEqual({ ...route, createdAtMs: 1000, updatedAtMs: 1000 })
  nowMs = 2000
  const changed = { ...route, sticky: true }
  routes.set(changed)
  db.close()
  const again = openConfigDb(homeDir)
  const reopened = openRoutes(openRouteRows(again), () => nowMs)
  expect(reopened.list()).toEqual([{ ...changed, createdAtMs: 1000, updatedAtMs: 2000 }])
  expect(reopened.find('smart')).toEqual(reopened.list()[0])
  reopened.remove('smart')
  expect(reopened.find('smart')).toBeUndefined()
  expect(() => reopened.remove('smart')).toThrow(expect.objectContaining({ code: 'route_not_set' }))
  again.close()
})

test('of more than 200 routes the next one is refused, and those that are there can be changed', () => {
  const db = openConfigDb(temporaryHome())
  const routes = openRoutes(openRouteRows(db), () => 0)
  for (let number = 0; number < 200; number++) routes.set({ ...route, name: `route-${number}` })
  expect(() => routes.set(route)).toThrow(expect.objectContaining({ code: 'input_invalid' }))
  routes.set({ ...route, name: 'route-0', sticky: true })
  expect(routes.find('route-0')?.sticky).toBe(true)
  db.close()
})
