import { expect, test } from 'vitest'
import { CancelScope } from '../../gateway/cancel-scope.ts'
import { GatewayError } from '../../gateway/errors.ts'

function scopeWith(told: unknown[] = []) {
  return new CancelScope(error => void told.push(error))
}

const gone = new GatewayError('client_gone')
const late = new GatewayError('overloaded')

test('what is begun within it is cancelled with it, to any depth', () => {
  const outer = scopeWith()
  const inner = outer.begin().begin()
  const heard: GatewayError[] = []
  inner.onCancel(reason => void heard.push(reason))
  outer.cancel(gone)
  expect(heard).toEqual([gone])
  expect(inner.reason).toBe(gone)
})

test('it is cancelled without what it was begun in, and without its neighbours', () => {
  const outer = scopeWith()
  const [first, second] = [outer.begin(), outer.begin()]
  first.cancel(late)
  expect([outer.reason, first.reason, second.reason]).toEqual([undefined, late, undefined])
  outer.cancel(gone)
  expect([first.reason, second.reason]).toEqual([late, gone]) // only the first reason counts
})

test('who comes too late is told at once, as is what is begun too late', () => {
  const scope = scopeWith()
  scope.cancel(gone)
  const heard: GatewayError[] = []
  scope.onCancel(reason => void heard.push(reason))
  expect(heard).toEqual([gone])
  expect(scope.begin().reason).toBe(gone)
})

test('a listener that throws hinders no other, and is told of', () => {
  const told: unknown[] = []
  const outer = scopeWith(told)
  const heard: string[] = []
  const broken = new Error('broken')
  outer.onCancel(() => {
    throw broken
  })
  outer.begin().onCancel(() => void heard.push('within'))
  outer.onCancel(() => void heard.push('after'))
  outer.cancel(gone)
  expect(heard).toEqual(['within', 'after'])
  expect(told).toEqual([broken])
})

test('what a guarded callback throws cancels its own scope alone', () => {
  const told: unknown[] = []
  const outer = scopeWith(told)
  const inner = outer.begin()
  const broken = new Error('broken')
  const callback = inner.guard(() => {
    throw broken
  })
  expect(callback).not.toThrow()
  expect(inner.reason).toMatchObject({ code: 'internal', cause: broken })
  expect(outer.reason).toBeUndefined()
  expect(told).toEqual([broken])
})
