import { createMoneyFormat } from './money.ts'
import { createNumberFormats } from './numbers.ts'
import { createTimeFormats } from './times.ts'

/** The window's formats, in the browser's locale. */
export const money = createMoneyFormat(navigator.language)
export const numbers = createNumberFormats(navigator.language)
export const times = createTimeFormats(navigator.language)
