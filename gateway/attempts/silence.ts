import type { Config } from '../config/schema.ts'
import { GatewayError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'

/** Aborts the exchange when its provider is silent for too long. */
export interface SilenceWatch {
  /** Something came, content or not. */
  heard(): void
  /** The first content came: from now on the shorter rule of silence holds. */
  content(): void
  /** The caller does not read, so the provider is held back on purpose. */
  paused: boolean
  stop(): void
}

export function watchSilence(exchange: Exchange, providerId: string, config: Config): SilenceWatch {
  let limitMs = config.firstByteTimeoutMs
  const expire = exchange.guard(() => {
    if (watch.paused) return void timer.refresh()
    exchange.abort(new GatewayError('upstream_timeout', { provider: providerId, timeoutMs: limitMs }))
  })
  let timer = setTimeout(expire, limitMs)
  let answering = false
  let stopped = false

  const watch: SilenceWatch = {
    paused: false,
    heard() {
      if (answering && !stopped) timer.refresh()
    },
    content() {
      if (stopped) return
      const sameLimit = answering || config.silenceTimeoutMs === limitMs
      answering = true
      if (sameLimit) return void timer.refresh()
      clearTimeout(timer)
      limitMs = config.silenceTimeoutMs
      timer = setTimeout(expire, limitMs)
    },
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
  return watch
}
