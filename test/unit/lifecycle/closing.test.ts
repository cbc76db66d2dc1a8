import { expect, test } from 'vitest'
import { closeInOrder } from '../../../gateway/lifecycle/closing.ts'

function recorder() {
  const told: string[] = []
  const error = (fields: object, message?: string) => {
    told.push(`${'step' in fields ? `${fields.step}: ` : ''}${message}`)
  }
  return { told, log: { error } as never }
}

test('steps run one after the other, and what one of them waits for or throws does not keep the next', async () => {
  const { told, log } = recorder()
  const done: string[] = []
  let gaveUp = false
  await closeInOrder(
    [
      {
        name: 'slow',
        withinMs: 60_000,
        run: () => new Promise<void>(resolve => setImmediate(resolve)).then(() => done.push('slow')),
      },
      { name: 'next', withinMs: 60_000, run: () => done.push('next') },
      {
        name: 'dead',
        withinMs: 10,
        run: passed => {
          passed.addEventListener('abort', () => {
            gaveUp = true
          })
          return new Promise(() => {})
        },
      },
      {
        name: 'throws',
        withinMs: 60_000,
        run: () => {
          throw new Error('broken')
        },
      },
      { name: 'rejects', withinMs: 60_000, run: () => Promise.reject(new Error('broken too')) },
      { name: 'last', withinMs: 60_000, run: () => done.push('last') },
    ],
    log,
  )
  expect(done).toEqual(['slow', 'next', 'last'])
  expect(gaveUp).toBe(true)
  expect(told).toEqual([
    'dead: a step of closing passed its deadline',
    'a step of closing failed: throws',
    'a step of closing failed: rejects',
  ])
})
