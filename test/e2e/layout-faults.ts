import type { Page } from '@playwright/test'

/**
 * What is wrong with how the screen is laid out, in words: the page or its content wider than the window, a text that leaves its
 * card or is cut without its whole on hover, texts that lie on each other, and controls that cover each other.
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
  const screen = document.querySelector('main')
  const navigation = document.querySelector('nav')
  if (screen === null || navigation === null) return ['There is no screen.']

  /** What of a box can be seen, if the screen is scrolled to it. */
  const seen = (element: Element, box: Box): Box => {
    let rest = box
    for (const at of upFrom(element)) {
      if (at === screen || at === document.body) break
      if (clips(at)) rest = meet(rest, at.getBoundingClientRect())
    }
    return rest
  }
  const texts: Piece[] = []
  for (const place of [screen, navigation]) {
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

  for (const each of [document.documentElement, screen]) {
    if (each.scrollWidth > each.clientWidth) faults.push(`${each.tagName} is ${each.scrollWidth} px wide`)
  }
  for (const text of texts) {
    const path = [...upFrom(text.element)]
    const scroller = path.find(each => scrolls(each) && each !== screen && each !== navigation)
    const card = path.find(each => each.classList.contains('mantine-Paper-root')) ?? document.documentElement
    const edge = card.getBoundingClientRect()
    const { left, right } = scroller === undefined ? text : seen(text.element, text)
    const isCut = path.some(each => clips(each) && !scrolls(each))
    if (!isCut && (left < edge.left - slackPx || right > edge.right + slackPx)) {
      faults.push(`"${text.name}" leaves its card`)
    }
  }
  for (const element of [...screen.querySelectorAll('*'), ...navigation.querySelectorAll('*')]) {
    if (isHidden(element) || !clips(element) || scrolls(element) || element.closest('svg') !== null) continue
    const own = [...element.childNodes].some(
      node => node.nodeType === Node.TEXT_NODE && node.textContent?.trim(),
    )
    if (!own && element.children.length > 1) continue
    if (element.scrollWidth <= element.clientWidth + 1 || element.textContent?.trim() === '') continue
    const isTold = element.querySelector('[title]') !== null || element.closest('[title]') !== null
    if (!isTold)
      faults.push(`"${element.textContent?.trim().slice(0, 50)}" is cut, and nothing tells the whole`)
  }

  const controls: Piece[] = [
    ...document.querySelectorAll(
      'main :is(a[href], button, input, textarea, [role="combobox"]), nav :is(a[href], button)',
    ),
  ]
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
  const overlapping = (pieces: readonly Piece[], isOne: (one: Element, other: Element) => boolean): void => {
    pieces.forEach((one, at) => {
      for (const other of pieces.slice(at + 1)) {
        if (!isArea(meet(one, other)) || isOne(one.element, other.element)) continue
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
