import { expect, test } from 'vitest'
import { DeadlineCircuit } from '../../../gateway/embeddings/deadline-circuit.ts'

function openCircuit() {
  const clock = { ms: 0 }
  const circuit = new DeadlineCircuit(() => clock.ms)
  const miss = (times: number) => {
    for (let time = 0; time < times; time++) circuit.missed()
  }
  return { clock, circuit, miss }
}

test('it opens for a second after three missed deadlines in a row', () => {
  const { clock, circuit, miss } = openCircuit()
  miss(2)
  expect(circuit.isOpen()).toBe(false)
  miss(1)
  expect(circuit.isOpen()).toBe(true)
  clock.ms = 999
  expect(circuit.isOpen()).toBe(true)
  clock.ms = 1000
  expect(circuit.isOpen()).toBe(false)
})

test('a vector that comes in time between them keeps it closed', () => {
  const { circuit, miss } = openCircuit()
  miss(2)
  circuit.met()
  miss(2)
  expect(circuit.isOpen()).toBe(false)
})

test('the next miss after a pause doubles the pause, up to 30 seconds', () => {
  const { clock, circuit, miss } = openCircuit()
  miss(3)
  for (const pauseMs of [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) {
    clock.ms += pauseMs - 1
    expect(circuit.isOpen(), `${pauseMs}`).toBe(true)
    clock.ms += 1
    expect(circuit.isOpen(), `${pauseMs}`).toBe(false)
    miss(1)
  }
})

test('those who waited already when it opened do not lengthen the pause', () => {
  const { clock, circuit, miss } = openCircuit()
  miss(10)
  clock.ms = 1000
  expect(circuit.isOpen()).toBe(false)
})

test('a vector that comes in time after a pause makes the next pause a second again', () => {
  const { clock, circuit, miss } = openCircuit()
  miss(3)
  clock.ms = 1000
  miss(1)
  clock.ms = 3000
  circuit.met()
  miss(3)
  clock.ms = 4000
  expect(circuit.isOpen()).toBe(false)
})
