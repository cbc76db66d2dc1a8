// A place at a server of one's own. Such servers queue without a word and without a bound, so that a caller would wait for
// minutes while the next target of its route could answer: https://github.com/ollama/ollama/issues/7758
import type { CancelScope } from '../cancel-scope.ts'
import { guarded } from '../guarded.ts'

export interface SlotOptions {
  /** How many requests run at once. Read whenever a place is given, because a server says it only when it is seen. */
  readonly slots: () => number
  /**
   * True if the server ends what runs when another model is asked for. Requests for another model then wait until nothing
   * runs: https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/671
   */
  readonly runsOneModel: boolean
  /** How many may wait. */
  readonly queueLength?: number
  readonly waitMs?: number
}

export const usualQueueLength = 8
export const usualWaitMs = 30_000

export type SlotAnswer =
  | { readonly type: 'slot'; readonly slot: Slot }
  /** The next target of the route is to be asked. */
  | { readonly type: 'refused'; readonly reason: SlotRefusal }

/** 'cancelled': the request ended while it waited. */
export type SlotRefusal = 'queue-full' | 'waited-too-long' | 'cancelled'

/** Given back once, whatever happens. It is also given back when the scope that it was taken in is cancelled. */
export interface Slot {
  giveBack(): void
}

interface Waiting {
  readonly model: string
  readonly scope: CancelScope
  readonly answer: (given: SlotAnswer) => void
  timer: NodeJS.Timeout | undefined
  isOver: boolean
}

/** The places of one server, and the requests that wait for one. First come, first served. */
export class LocalSlots {
  readonly #options: SlotOptions
  readonly #waiting: Waiting[] = []
  #running = 0
  /** The model of those that run. It says nothing while none runs. */
  #model = ''

  constructor(options: SlotOptions) {
    this.#options = options
  }

  get running(): number {
    return this.#running
  }

  get waiting(): number {
    return this.#waiting.length
  }

  /** Whether a request for the model would get a place without waiting. */
  isFreeFor(model: string): boolean {
    return this.#waiting.length === 0 && this.#fits(model)
  }

  /** Never rejects. Who is given a slot must give it back on every way out. */
  take(model: string, scope: CancelScope): Promise<SlotAnswer> {
    if (scope.reason) return Promise.resolve({ type: 'refused', reason: 'cancelled' })
    if (this.isFreeFor(model)) return Promise.resolve(this.#give(model, scope))
    const { queueLength = usualQueueLength, waitMs = usualWaitMs } = this.#options
    if (this.#waiting.length >= queueLength) {
      return Promise.resolve({ type: 'refused', reason: 'queue-full' })
    }
    return new Promise(resolve => {
      const waiting: Waiting = { model, scope, answer: resolve, timer: undefined, isOver: false }
      const leave = (reason: SlotRefusal) => this.#leave(waiting, reason)
      waiting.timer = setTimeout(
        guarded(
          error => scope.fail(error),
          () => leave('waited-too-long'),
        ),
        waitMs,
      )
      this.#waiting.push(waiting)
      scope.onCancel(() => leave('cancelled'))
    })
  }

  #fits(model: string): boolean {
    if (this.#running >= this.#options.slots()) return false
    return this.#running === 0 || !this.#options.runsOneModel || this.#model === model
  }

  #give(model: string, scope: CancelScope): SlotAnswer {
    this.#running++
    this.#model = model
    let isGivenBack = false
    const giveBack = () => {
      if (isGivenBack) return
      isGivenBack = true
      this.#running--
      this.#next()
    }
    scope.onCancel(giveBack)
    return { type: 'slot', slot: { giveBack } }
  }

  /** Only the first in the queue is looked at: one that waits for another model would else be passed for ever. */
  #next(): void {
    for (let [first] = this.#waiting; first && this.#fits(first.model); [first] = this.#waiting) {
      this.#waiting.shift()
      this.#end(first, this.#give(first.model, first.scope))
    }
  }

  #leave(waiting: Waiting, reason: SlotRefusal): void {
    if (waiting.isOver) return
    this.#waiting.splice(this.#waiting.indexOf(waiting), 1)
    this.#end(waiting, { type: 'refused', reason })
    this.#next()
  }

  #end(waiting: Waiting, answer: SlotAnswer): void {
    waiting.isOver = true
    clearTimeout(waiting.timer)
    waiting.answer(answer)
  }
}
