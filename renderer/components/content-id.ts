/** The element that holds the screen, to which the keyboard can be sent. */
export const contentId = 'content'
