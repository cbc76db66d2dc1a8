import { EventEmitter } from 'node:events'

type Listener = Parameters<EventEmitter['on']>[1]

/**
 * Makes an object that throws if a member is read that it does not have. Otherwise code of the main process would get
 * undefined for parts that this stand-in lacks.
 */
export function strict<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get: (object, key) => read(name, object, key),
  })
}

/** The same for a class: its static members and its instances. */
export function strictClass<T extends new (...parameters: never[]) => object>(name: string, target: T): T {
  return new Proxy(target, {
    get: (object, key) => read(name, object, key),
    construct: (object, parameters) => strict(name, Reflect.construct(object, parameters) as object),
  })
}

function read(name: string, object: object, key: string | symbol): unknown {
  // Promises look for `then` on any object, and JSON looks for `toJSON`.
  if (typeof key === 'symbol' || key in object || key === 'then' || key === 'toJSON') {
    return Reflect.get(object, key, object)
  }
  throw new Error(`The stand-in for electron has no ${name}.${key}.`)
}

/** Throws if there is an option that the stand-in would ignore. */
export function requireKnown(name: string, options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).filter(option => !known.includes(option))
  if (unknown.length > 0) throw new Error(`The stand-in for electron knows no ${name} ${unknown.join()}.`)
}

/** An emitter that throws if a listener is added for an event that it never emits. */
export class StrictEmitter extends EventEmitter {
  private readonly events: readonly string[]

  constructor(events: readonly string[]) {
    super()
    this.events = events
  }

  override on(event: string, listener: Listener): this {
    this.requireEvent(event)
    return super.on(event, listener)
  }

  override once(event: string, listener: Listener): this {
    this.requireEvent(event)
    return super.once(event, listener)
  }

  /** Emits an event that has `details`. True if a listener called preventDefault. */
  emitPreventable(event: string, details: object = {}): boolean {
    const sent = {
      ...details,
      defaultPrevented: false,
      preventDefault() {
        sent.defaultPrevented = true
      },
    }
    this.emit(event, sent)
    return sent.defaultPrevented
  }

  private requireEvent(event: string): void {
    if (!this.events.includes(event)) {
      throw new Error(`The stand-in for electron emits no '${event}' event here.`)
    }
  }
}
