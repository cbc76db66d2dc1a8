import { wordSet } from './word-list.ts'

/** Words in `-ly` that mean something else than the word without it, or are no adverbs. */
export const unlikeAdverbs = wordSet(`
hardly nearly lately shortly highly likely only early friendly lovely lively timely orderly costly justly fairly barely scarcely evenly directly mostly largely
greatly partly namely deadly sickly kindly presently sparsely surely roughly closely badly freely loosely openly plainly flatly dearly shapely homely lonely
ghastly absolutely literally virtually practically technically basically actually finally mainly solely sharply squarely supply apply reply family assembly
hourly daily weekly monthly yearly quarterly nightly elderly comely bodily ready ugly ally rally tally belly jelly fully wholly truly duly really
`)
