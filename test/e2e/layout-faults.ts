import type { Page } from '@playwright/test'

/**
 * What is wrong with how the screen, or the dialog over it, is laid out, in words: the page or its content wider than the window,
 * a text that leaves its card or is cut without its whole on hover, a figure or a hint in a field that is cut at all, texts that lie
 * on each other, and controls that cover each other.
 */
export function layoutFaults(page: Page): Promise<readonly string[]> {
  return page.evaluate(findFaults)
}

// Runs in the page, so it can use nothing of this file.
function findFaults(): readonly string[] {
  interface Box {
    readonly left: number
    readonly right: number
    readonly top: number
    readonly bottom: number
  }
  interface Piece extends Box {
    readonly element: Element
    readonly name: string
  }
  const slackPx = 1.5
  /** Times, amounts, counts and lengths of time: these are shown whole, because half a number is a wrong one. */
  const isFigure = /^[<>≈~$−-]*[\d.,:/%\s]*\d[\d.,:/%\s]*(?:ns|µs|ms|s|min|h|d|K|M|B|T|[kMGT]i?B)?$/
  const faults: string[] = []
  const overflows = new Map<Element, string>()
  const overflowOf = (element: Element): string => {
    const overflow = overflows.get(element) ?? getComputedStyle(element).overflowX
    overflows.set(element, overflow) // each is asked for once by all that is in it
    return overflow
  }
  const clips = (element: Element): boolean => overflowOf(element) !== 'visible'
  const scrolls = (element: Element): boolean => /auto|scroll/.test(overflowOf(element))
  const upFrom = function* (element: Element): Generator<Element> {
    for (let at: Element | null = element; at !== null; at = at.parentElement) yield at
  }
  const isHidden = (element: Element): boolean =>
    !element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) ||
    [...upFrom(element)].some(each => /mantine-VisuallyHidden|skip/.test(String(each.getAttribute('class'))))
  const meet = (one: Box, other: Box): Box => ({
    left: Math.max(one.left, other.left),
    right: Math.min(one.right, other.right),
    top: Math.max(one.top, other.top),
    bottom: Math.min(one.bottom, other.bottom),
  })
  const isArea = ({ left, right, top, bottom }: Box): boolean =>
    right - left > slackPx && bottom - top > slackPx
  // What lies under an open dialog cannot be used, so that the dialog alone is looked at.
  const dialog = [...document.querySelectorAll('[role="dialog"]')].findLast(each => each.checkVisibility())
  const places = dialog === undefined ? [...document.querySelectorAll('main, nav')] : [dialog]
  if (places.length === 0) return ['There is no screen.']
  const all = (selector: string): readonly Element[] =>
    places.flatMap(place => [...place.querySelectorAll(selector)])

  const isPlace = (element: Element): boolean => places.includes(element)
  /** What of a box can be seen, if the screen is scrolled to it. */
  const seen = (element: Element, box: Box): Box => {
    let rest = box
    for (const at of upFrom(element)) {
      if (isPlace(at) || at === document.body) break
      if (clips(at)) rest = meet(rest, at.getBoundingClientRect())
    }
    return rest
  }
  const texts: Piece[] = []
  for (const place of places) {
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement
      const text = node.textContent?.trim() ?? ''
      if (element === null || text === '' || isHidden(element)) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      for (const box of range.getClientRects())
        texts.push({ ...toBox(box), element, name: text.slice(0, 50) })
    }
  }
  function toBox({ left, right, top, bottom }: DOMRect): Box {
    return { left, right, top, bottom }
  }

  for (const each of [document.documentElement, ...places]) {
    if (each.scrollWidth > each.clientWidth) faults.push(`${each.tagName} is ${each.scrollWidth} px wide`)
  }
  for (const text of texts) {
    const path = [...upFrom(text.element)]
    const scroller = path.find(each => scrolls(each) && !isPlace(each))
    const card = path.find(each => each.classList.contains('mantine-Paper-root')) ?? document.documentElement
    const edge = card.getBoundingClientRect()
    const { left, right } = scroller === undefined ? text : seen(text.element, text)
    const isCut = path.some(each => clips(each) && !scrolls(each))
    if (!isCut && (left < edge.left - slackPx || right > edge.right + slackPx)) {
      faults.push(`"${text.name}" leaves its card`)
    }
  }
  for (const element of all('*')) {
    if (isHidden(element) || !clips(element) || scrolls(element) || element.closest('svg') !== null) continue
    const own = [...element.childNodes].some(
      node => node.nodeType === Node.TEXT_NODE && node.textContent?.trim(),
    )
    if (!own && element.children.length > 1) continue
    const text = element.textContent?.trim() ?? ''
    if (element.scrollWidth <= element.clientWidth || text === '') continue
    const isTold = element.querySelector('[title]') !== null || element.closest('[title]') !== null
    if (isFigure.test(text)) faults.push(`the figure "${text}" is cut`)
    else if (!isTold && element.scrollWidth > element.clientWidth + 1)
      faults.push(`"${text.slice(0, 50)}" is cut, and nothing tells the whole`)
  }
  const pen = document.createElement('canvas').getContext('2d')
  for (const field of all('input')) {
    if (!(field instanceof HTMLInputElement)) continue
    if (pen === null || isHidden(field) || field.placeholder === '' || field.value !== '') continue
    const { font, paddingLeft, paddingRight } = getComputedStyle(field)
    pen.font = font
    const room = field.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight)
    if (pen.measureText(field.placeholder).width > room + slackPx)
      faults.push(`"${field.placeholder}" is cut in its field`)
  }

  const controls: Piece[] = all(':is(a[href], button, input, textarea, [role="combobox"])')
    .filter(element => !isHidden(element))
    .map(element => ({
      ...seen(element, toBox(element.getBoundingClientRect())),
      element,
      name: element.getAttribute('aria-label') ?? (element.textContent?.trim() || element.tagName),
    }))
  /** A field holds its own buttons, and a switch or a choice is a field below its words. */
  const holder = (element: Element): Element =>
    element.closest(
      '.mantine-Input-wrapper, .mantine-SegmentedControl-root, .mantine-InlineInput-root, .mantine-Switch-root',
    ) ?? element
  /** A head that stays while the rest is scrolled covers what is scrolled below it. */
  const stuckIn = (element: Element): Element | undefined =>
    [...upFrom(element)].find(each => getComputedStyle(each).position === 'sticky')
  const overlapping = (pieces: readonly Piece[], isOne: (one: Element, other: Element) => boolean): void => {
    pieces.forEach((one, at) => {
      for (const other of pieces.slice(at + 1)) {
        if (!isArea(meet(one, other)) || isOne(one.element, other.element)) continue
        if (stuckIn(one.element) !== stuckIn(other.element)) continue
        faults.push(`"${one.name}" and "${other.name}" overlap`)
      }
    })
  }
  overlapping(
    controls,
    (one, other) => one.contains(other) || other.contains(one) || holder(one) === holder(other),
  )
  overlapping(
    texts.map(text => ({ ...text, ...seen(text.element, text) })),
    (one, other) => one === other,
  )
  return [...new Set(faults)]
}
